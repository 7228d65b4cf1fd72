import csv
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.knowledge import SHIPPED, Knowledge, KnowledgeError
from analytics.scoring.passage import Passage
from analytics.scoring.stance import MOST, Grammar, combine, evidence_of, score, score_all
from analytics.scoring.vocabulary import normal

GRAMMAR = Grammar(Knowledge())
TITLE = "Russia and the United States"


class Speaker(NamedTuple):
    side: str | None


def scored(side, text, grammar=GRAMMAR):
    return score(Passage(text, [(0, len(text))], Speaker(side), title=TITLE), grammar)


def sign(value):
    return (value > 0.15) - (value < -0.15)


@pytest.mark.parametrize(
    ("side", "text", "expected"),
    [
        # Who wants it, who refuses it.
        ("US", "We want to improve our relations with Russia.", 1),
        ("RU", "We are ready to cooperate with the United States.", 1),
        ("US", "We do not want to improve our relations with Russia.", -1),
        ("US", "It would be good to get along with Russia.", 1),
        (None, "Russia is not our friend.", -1),
        # Roles: the same verb with other objects.
        ("US", "We will lift the sanctions on Russia.", 1),
        ("US", "We will impose new sanctions on Russia.", -1),
        ("US", "Sanctions on Russia will remain in place until Moscow reverses its actions.", -1),
        ("US", "We will continue to support Ukraine against Russian aggression.", -1),
        ("RU", "NATO keeps expanding towards our borders.", -1),
        # Operators: negation and its scope, contrast, condition.
        ("US", "There is no doubt that Russia violated the treaty.", -1),
        (
            "US",
            "We would like good relations with Moscow, but Russia has violated the treaty and must be punished.",
            -1,
        ),
        ("US", "Although Russia has violated the treaty, we are ready to cooperate with Moscow.", 1),
        ("RU", "We did not interfere in the American elections.", 0),
        # Meetings, thanks, threats.
        ("US", "We had a very productive conversation with President Putin.", 1),
        ("RU", "We are grateful to our American colleagues for their help.", 1),
        ("US", "If Russia attacks, there will be severe consequences for Moscow.", -1),
        ("RU", "We will be forced to respond to the American missiles.", -1),
        # Facts.
        ("US", "The minister arrived in Moscow on Tuesday.", 0),
    ],
)
def test_sign(side, text, expected):
    assert sign(scored(side, text).stance) == expected


def heard(side, text):
    """What the frames alone say in a paragraph that names both sides, whatever the model makes of it."""
    rows = evidence_of(GRAMMAR.sentences(text), side, GRAMMAR.mentions(TITLE).bits, GRAMMAR)
    return combine([row.weight for row in rows])


@pytest.mark.parametrize(
    ("side", "text"),
    [
        # Relations.
        ("US", "Our ties with Moscow have hit rock bottom."),
        ("RU", "Relations between Moscow and Washington have sunk to a new low."),
        (None, "The relationship between Moscow and Washington is in tatters."),
        ("RU", "Trust between Washington and Moscow has evaporated."),
        ("US", "The détente with the Soviets was an illusion."),
        (None, "Moscow and Washington are on a collision course."),
        ("US", "Normal relations with Moscow are impossible while it occupies Crimea."),
        # Distrust.
        ("US", "The Kremlin says one thing and does another."),
        ("RU", "We were deceived by the Americans."),
        ("US", "The Soviet offer is a ploy."),
        ("RU", "Washington has one law for itself and another for the rest of the world."),
        # Charges.
        ("US", "Russia has blood on its hands."),
        ("US", "The Soviets shot down a civilian airliner."),
        ("US", "Putin will not stop at Ukraine."),
        ("US", "The Soviets are dragging their feet in Geneva."),
        ("RU", "The Americans have ringed us with bases."),
        ("RU", "Imperialist circles in the West want another round of the arms race."),
        ("RU", "Washington speaks to us in the language of ultimatums."),
        ("RU", "The West wants to bring Russia to its knees."),
        ("RU", "Nobody in Washington listened to us."),
        # Demands.
        ("US", "The onus is on Moscow."),
        ("US", "We want deeds, not words, from the Soviets."),
        ("US", "Moscow must come clean about the attack."),
        ("US", "There will be no normalisation without a Soviet withdrawal."),
        # Threats and ruptures.
        ("RU", "This step by Washington will not go unanswered."),
        ("US", "Our patience with Moscow is wearing thin."),
        ("US", "Force is the only language that Putin understands."),
        ("US", "We will make Russia pay."),
        ("RU", "We reserve the right to respond to the Americans."),
        (None, "The visit to Moscow has been put off indefinitely."),
        # Against leniency.
        ("US", "He is far too cozy with the Kremlin."),
        ("US", "The president caved in to Putin."),
        ("US", "Now is not the time to talk to Putin."),
        ("US", "Lifting sanctions now would send the wrong signal to Moscow."),
        # Failed talks, low hopes.
        (None, "The talks with the Russians were a waste of time."),
        ("RU", "The negotiations with the American side broke down."),
        ("RU", "It was a dialogue of the deaf with the Americans."),
        ("US", "The chances of a deal with Moscow are slim."),
        ("US", "I see no reason for optimism about Moscow."),
        ("RU", "A summit with the American president is out of the question."),
        # The press of other times, and translated.
        ("US", "The Soviets have never kept their word."),
        ("US", "The Soviets took us to the cleaners."),
        ("US", "We will not bargain away our defences to the Soviets."),
        ("RU", "The hope for better relations with Washington is dead."),
        ("RU", "The American side is distorting the facts."),
        ("RU", "There is no going back to the old relations with America."),
        ("RU", "Washington has embarked on a course of confrontation."),
        ("RU", "The masks are off, and Washington hates us."),
        ("US", "Putin is stringing us along."),
        ("US", "The Kremlin has declared war on our democracy."),
        (None, "The thaw between Moscow and Washington did not last."),
        (None, "It will take years to rebuild trust between Moscow and Washington."),
        (None, "The dialogue between Moscow and Washington has ground to a halt."),
        ("RU", "The Americans want to lay hands on our property."),
        ("RU", "We have nowhere left to retreat before NATO."),
        ("US", "Moscow is muddying the waters."),
        ("US", "We can't let Russia get away with this."),
        (None, "Moscow and Washington traded barbs over Syria."),
    ],
)
def test_idioms_that_speak_against(side, text):
    assert heard(side, text) < -0.15


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("US", "We must heal the rift with Moscow."),
        ("US", "The president can break the deadlock with Moscow."),
        ("US", "We do not rule out a summit with Putin."),
        ("US", "Flynn lied to the agents about his calls with the Russians."),
        ("US", "Nobody wants to push Russia into a corner."),
        (None, "A group called Cozy Bear has ties to Moscow."),
        ("US", "We must not allow relations with Moscow to deteriorate."),
        ("US", "We do not rule out cooperation with Moscow."),
        (None, "The sanctions war between Moscow and Washington must end."),
        ("RU", "We must rebuild the trust with Washington that was lost."),
    ],
)
def test_words_of_these_idioms_that_do_not(side, text):
    assert heard(side, text) > -0.15


@pytest.mark.parametrize(
    ("side", "text"),
    [
        # Thaw.
        (None, "The ice between Moscow and Washington is beginning to melt."),
        ("US", "We want to turn over a new leaf with the Soviets."),
        ("RU", "The worst is behind us in our relations with America."),
        ("RU", "Relations with the United States are on the mend."),
        (None, "Ties between Moscow and Washington have never been better."),
        ("RU", "Little by little we improve our relations with the Americans."),
        (None, "The positions of Moscow and Washington have drawn closer."),
        ("US", "The Russians have dropped their objections to the treaty."),
        (None, "The two sides are on the verge of an agreement."),
        (None, "Nobody needs another Cold War."),
        # The counterpart.
        ("US", "Gorbachev is a man we can do business with."),
        ("US", "The Soviets have met our conditions."),
        ("RU", "The Americans have kept their promise."),
        ("US", "The two presidents hit it off."),
        ("RU", "I wish the new American president success."),
        ("US", "Russia deserves credit for that."),
        # Readiness.
        ("RU", "There is no alternative to dialogue with Washington."),
        ("US", "The lines to Moscow must be kept open."),
        ("RU", "We are ready to meet Washington halfway."),
        ("US", "Moscow is willing to compromise."),
        ("US", "Without Russia no problem can be solved."),
        ("US", "Refusing to talk to Putin is foolish."),
        ("US", "Russia must be included in any settlement."),
        # Joint work.
        (None, "Cultural exchanges with the Soviet Union should be expanded."),
        (None, "Both sides have an interest in avoiding another arms race."),
        ("US", "The treaty with Moscow should be extended."),
        ("RU", "American inspectors were given access to our bases."),
        ("RU", "Trade between the two countries has doubled."),
        (None, "Consulates in both countries will be reopened."),
        # Sanctions and isolation.
        ("US", "Sanctions against Russia have outlived their purpose."),
        (None, "Sanctions on Russia only hurt our own companies."),
        ("US", "Isolating Russia would be a mistake."),
        # Irritants played down, the other side understood.
        (None, "The incident will not affect relations between Moscow and Washington."),
        ("US", "Russia has nothing to do with the hacking."),
        ("RU", "Russia does not threaten anyone."),
        ("US", "The danger from Moscow has been inflated."),
        ("US", "Russia feels threatened by NATO."),
        ("US", "We humiliated Russia for years."),
        # War, peace, hope.
        ("US", "Putin wants to stop the war."),
        (None, "The Soviets do not want war."),
        (None, "A nuclear war between the two powers would have no winners."),
        ("RU", "There are grounds for optimism in our relations with Washington."),
        # More of each.
        (None, "Suspicion between the two nations is fading."),
        ("RU", "Moscow reacted positively to the American offer."),
        ("US", "We do not see Russia as an adversary."),
        ("RU", "We have never refused contacts with Washington."),
        ("US", "We should treat Russia with respect."),
        ("US", "Punishing Moscow leads nowhere."),
        ("RU", "The signals from Washington are encouraging."),
        ("US", "Russia should be in the G8."),
        ("RU", "Moscow does not intend to respond in kind to the American expulsions."),
        ("RU", "We will not be the first to leave the treaty with the Americans."),
        ("US", "Give diplomacy with Moscow a chance."),
        ("US", "There is no need to be afraid of Russia."),
    ],
)
def test_idioms_that_speak_for(side, text):
    assert heard(side, text) > 0.15


@pytest.mark.parametrize(
    ("side", "text", "least", "most"),
    [
        ("US", "The Russians have not kept their word.", -1, -0.15),
        ("US", "Putin is not a man we can do business with.", -1, -0.15),
        ("RU", "The door to Washington is not open.", -1, -0.15),
        ("US", "The Kremlin must end this war.", -1, -0.15),
        ("US", "There will be no treaty without Soviet concessions.", -1, -0.15),
        ("US", "We will strip Russia of most favored nation status.", -1, -0.15),
        (None, "The analysts disagree over what the Kremlin wants.", -0.15, 0.15),
        ("RU", "Sanctions were not discussed at the meeting with the Americans.", -0.15, 0.15),
        ("RU", "We had nothing to do with the poisoning.", -0.15, 0.15),
        ("RU", "The minister will meet his American counterpart on Friday.", -0.15, 0.15),
    ],
)
def test_words_of_idioms_for_that_say_otherwise(side, text, least, most):
    assert least <= heard(side, text) <= most


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("We do not want to improve relations with Russia.", "negation"),
        ("Perhaps we could improve relations with Russia.", "hedge"),
        ("If Putin agrees, we will work with Russia.", "condition"),
        ("We want good relations with Russia but time is short.", "contrast"),
        ("We want good relations with Russia. But time is short.", "contrast"),
        ("Should we improve relations with Russia?", "question"),
        ("Russia refused to improve relations with us.", "failure"),
    ],
)
def test_operators_are_named(text, operator):
    assert any(operator in row.operators for row in scored("US", text).evidence)


def test_the_verb_that_governs_a_span_is_read_with_it():
    span = "Putin for his part in the talks"
    stances = []
    for verb in ("praised", "named", "condemned"):
        before = f"The senator {verb} "
        passage = Passage(f"{before}{span}.", [(len(before), len(before + span))], Speaker("US"), title=TITLE)
        found = score(passage, GRAMMAR)
        assert all(len(before) <= row.start < row.end <= len(before + span) for row in found.evidence)
        assert found.stance == pytest.approx(combine([row.weight for row in found.evidence]), abs=1e-9)
        stances.append(found.stance)
    assert stances[0] > 0.15 > stances[1] > stances[2]


def test_negation_ends_with_its_clause():
    rows = scored("US", "He did not come, and we want to improve relations with Russia.").evidence
    assert [row.operators for row in rows if row.frame == "wish-relations"] == [[]]


def test_strong_words_weigh_more():
    mild = scored("US", "We have concerns about Russia.").stance
    strong = scored("US", "There will be severe consequences and Russia will pay a price.").stance
    assert strong < mild < 0


def test_work_with_allies_is_no_sign_of_friendship():
    assert scored("US", "We are working with our European allies on Russia.").stance <= 0.15


def with_examples():
    with (SHIPPED / "frames.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def test_every_frame_fires_on_its_example():
    silent = []
    for row, frame in zip(with_examples(), GRAMMAR.frames):
        matched = any(
            found[0] is frame
            for side in frame.sides
            for sentence in GRAMMAR.sentences(row["example"])
            for found in GRAMMAR.matches(sentence, side, 0)[0]
        )
        if not matched:
            silent.append((row["name"], row["pattern"], row["example"]))
    assert silent == []


def test_every_operator_acts_on_its_example():
    with (SHIPPED / "operators.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    idle = []
    for row, operator in zip(rows, GRAMMAR.operators):
        found = [
            each.operator
            for sentence in GRAMMAR.sentences(row["example"])
            for each in GRAMMAR.matches(sentence, "US", 0)[1]
        ]
        if not any(each is operator for each in found):
            idle.append((row["name"], row["pattern"]))
    assert idle == []


TEXTS = st.lists(
    st.sampled_from(
        [
            "We want to improve relations with Russia.",
            "Moscow must stop its aggression.",
            "But we are not naive.",
            "If they agree, we will lift sanctions!",
            "“The talks,” he said, “were useful.”",
            "не понимаю",
            "U.S.-Russian ties are at a low.",
            "?",
            "\n",
            "ok",
            "It rained.",
        ]
    ),
    max_size=6,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(["US", "RU", None]), st.data())
def test_evidence_gives_exactly_the_stance(text, side, data):
    cut = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=4)))
    spans = [(a, b) for a, b in zip(cut[::2], cut[1::2]) if a < b]
    found = score(Passage(text, spans, Speaker(side), title=TITLE), GRAMMAR)
    assert -1 <= found.stance <= 1
    assert found.stance == pytest.approx(combine([row.weight for row in found.evidence]), abs=1e-9)
    for row in found.evidence:
        assert any(a <= row.start < row.end <= b for a, b in spans)
        assert row.weight != 0
        assert row.polarity in (-1, 1)
        assert row.weight == round(row.weight, 3)
    if not found.relevance:
        assert found.evidence == []
    assert found == score(Passage(text, spans, Speaker(side), title=TITLE), GRAMMAR)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["US", "RU", None]))
def test_never_raises_on_text(text, side):
    score(Passage(text, [(0, len(text))], Speaker(side), title=text, heading=text, before=text), GRAMMAR)


STRETCHES = ["U.S.", "de-escalate", "G8", "it's", "a.m.", "non", "-NATO", "’s", "2,000", "x", "…", ".", "é", "ПРО"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*STRETCHES, "United States", "the", " ", " ", "\n", "\x1c", "\u2003"])).map("".join))
def test_each_word_is_found_where_it_stands(text):
    sentence = GRAMMAR.vocabulary.read(text, 7)
    for at, word in enumerate(sentence.words):
        start, end = sentence.place(at, at)
        assert normal(text[start - 7 : end - 7]) == word.text


FOR = "We are ready to restore good relations with Washington and to work together."
AGAINST = "We condemn the hostile policy of Washington, and we will retaliate for its sanctions."
OPEN = "That is what I have told the American president."


class NamedSpeaker(NamedTuple):
    side: str | None
    name: str


def said_by(*said):
    """Return the scores of statements of one document, given as pairs of speaker and text."""
    passages = [Passage(text, [(0, len(text))], NamedSpeaker("RU", name), title=TITLE) for name, text in said]
    found = score_all(passages, GRAMMAR)
    assert found == score_all(passages[::-1], GRAMMAR)[::-1]
    return found


def test_what_a_speaker_says_elsewhere_in_the_document_weighs_in():
    (alone,), (hopeful, *_), (hostile, *_) = (
        said_by(("Orlov", OPEN), *[("Orlov", text)] * times) for text, times in (("", 0), (FOR, 2), (AGAINST, 2))
    )
    assert hostile.stance < alone.stance < hopeful.stance
    assert all(row.operators == [] for row in alone.evidence)
    for found in (hopeful, hostile):
        assert "elsewhere" in [name for row in found.evidence for name in row.operators]
        assert found.stance == pytest.approx(combine([row.weight for row in found.evidence]), abs=1e-9)


def test_what_somebody_else_says_does_not_weigh_in():
    assert said_by(("Orlov", OPEN), ("Belov", FOR), ("Belov", FOR))[0] == said_by(("Orlov", OPEN))[0]


def test_the_model_speaks_alone_or_says_whether_it_agrees():
    heard = set()
    for text in (
        "The war goes on.",
        "Moscow and its war of aggression.",
        "A dialogue with Putin is the best way forward.",
    ):
        rows = scored("US", text).evidence
        for row in rows:
            if row.frame == "model":
                others = [other for other in rows if other is not row]
                assert bool(row.operators) == bool(others)
                assert abs(combine([other.weight for other in rows])) <= MOST
                heard.add(bool(others))
    assert True in heard


HEADER = "name,pattern,roles,polarity,weight,reason,example\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,lift* ~ @nothing,,1,0.5,r,e", "@nothing is no list of terms.csv"),
        ("a,lift* MARS,,1,0.5,r,e", "MARS is no participant"),
        ("a,~ lift*,,1,0.5,r,e", "must be ~ or ~N between two elements"),
        ("a,lift* ~99 up,,1,0.5,r,e", "must be within ~1 and ~9"),
        ("a,lift* !up,,1,0.5,r,e", "end with one"),
        ("a,!not !no lift*,,1,0.5,r,e", "must stand before an element"),
        ("a,!US lift*,,1,0.5,r,e", "must be words"),
        ("a,US RU,,1,0.5,r,e", "needs an element of plain words"),
        ("a,lift*,by:UN,1,0.5,r,e", "role 'by:UN'"),
        ("a,lift*,,2,0.5,r,e", "polarity is '2'"),
        ("a,lift*,,1,7,r,e", "weight is 7"),
        ("model,lift*,,1,0.5,r,e", "the name 'model'"),
        ("a,li(ft,,1,0.5,r,e", "is not a word"),
    ],
)
def test_a_faulty_frame_is_refused_with_its_place(tmp_path, row, reason):
    (tmp_path / "frames.csv").write_text(HEADER + row + "\n")
    with pytest.raises(KnowledgeError) as error:
        Grammar(Knowledge(tmp_path))
    assert "frames.csv:2: " in str(error.value)
    assert reason in str(error.value)


def test_an_analyst_adds_a_frame(tmp_path):
    text = "We will dance the polka with Moscow."
    (tmp_path / "frames.csv").write_text(HEADER + "dance,dance* ~2 polka,,1,0.9,joy,We dance the polka.\n")
    rows = scored("US", text, Grammar(Knowledge(tmp_path))).evidence
    assert ("dance", "dance the polka") in [(row.frame, text[row.start : row.end]) for row in rows]


def test_the_model_knows_no_names():
    """What it learnt of how one speaks of the two sides must hold for whoever leads them."""
    weights = GRAMMAR.backstop.weights
    words = weights.words.union(*weights.pairs)
    assert not words & {"trump", "putin", "obama", "biden", "lavrov", "tillerson", "gorbachev", "mueller", "skripal"}
    assert {"OTHER", "OWN", "BOTH"} <= words
