// One statement: its paragraph with what matters marked, its source, and how its score comes about.
"use strict";

// Offsets count characters, of which a string of JavaScript may have two for one.
function slicer(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (start, end) => text.slice(start, end);
  const characters = Array.from(text);
  return (start, end) => characters.slice(start, end).join("");
}

// The paragraph as text and marked elements. Marks may overlap; each piece of text carries all that it is.
function markedText(statement) {
  const { text, cutBefore, cutAfter } = statement.paragraph;
  const cut = slicer(text);
  const marks = [
    ...statement.spans.map((span) => ({ ...span, classes: ["said"] })),
    ...statement.marks.map((mark) => ({ ...mark, classes: [mark.kind] })),
    ...statement.evidence.map((piece, number) => ({
      start: piece.start,
      end: piece.end,
      piece,
      number: number + 1,
      classes: ["evidence", piece.weight > 0 ? "for" : "against"],
    })),
  ].filter((mark) => mark.end > mark.start);
  const length = /[\ud800-\udfff]/.test(text) ? Array.from(text).length : text.length;
  const bounds = [...new Set([0, length, ...marks.flatMap((mark) => [mark.start, mark.end])])].sort((a, b) => a - b);
  const parts = bounds.slice(0, -1).map((start, place) => {
    const end = bounds[place + 1];
    const here = marks.filter((mark) => mark.start <= start && mark.end >= end);
    const words = cut(start, end);
    if (!here.length) return words;
    const evidence = here.filter((mark) => mark.piece);
    const first = evidence.find((mark) => mark.start === start);
    const classes = [...new Set(here.flatMap((mark) => (mark.piece && mark !== evidence[0] ? [] : mark.classes)))];
    return h(
      "span",
      {
        class: classes.join(" "),
        "data-sign": first && (first.piece.weight > 0 ? "+" : "\u2212"),
        "data-tip": evidence.length ? evidence.map((mark) => tipText(mark.piece)).join("\n") : null,
        tabindex: first ? 0 : null,
        role: first ? "note" : null,
        "aria-label": first ? `${words} (${evidence.map((mark) => tipText(mark.piece)).join("; ")})` : null,
      },
      words,
    );
  });
  return [cutBefore ? "… " : "", ...parts, cutAfter ? " …" : ""];
}

// Why a piece of evidence speaks for or against, and by what it is changed: words of one frame; or the model's own piece,
// whose operators say what it stands on.
const STANDS_ON = {
  agrees: "in line with the other words",
  disputes: "against the other words",
  elsewhere: "drawn to what the speaker says elsewhere in the article",
};
function reasonOf({ frame, operators }) {
  if (frame !== "model") return { reason: frame.replaceAll("-", " "), changed: operators };
  const more = operators ? operators.split(", ").map((name) => STANDS_ON[name] || name) : [];
  return { reason: ["likely from the wording as a whole", ...more].join(", "), changed: "" };
}

function tipText(piece) {
  const { reason, changed } = reasonOf(piece);
  const leads = `${piece.weight > 0 ? "for" : "against"}, ${signed(piece.weight)}: ${reason}`;
  return changed ? `${leads}, changed by: ${changed}` : leads;
}

// The arithmetic from evidence to optimism, in lines to check by hand, as `detente explain` prints them.
function arithmetic(statement, { constants }) {
  const { evidence, stance, tone, optimism, weight } = statement;
  const share = constants.stance_share;
  const total = evidence.reduce((sum, piece) => sum + piece.weight, 0);
  const terms = evidence.map((piece) => signed(piece.weight, 3)).join(" ");
  return [
    evidence.length
      ? `Position: the weights add up to ${evidence.length > 1 ? `${terms} = ` : ""}${signed(total, 3)}; ${signed(total, 3)} / (${constants.half} + ${Math.abs(total).toFixed(3)}) = ${signed(stance, 3)}.`
      : "Position: 0, no words that speak for or against.",
    `Tone of all its words: ${signed(tone, 3)}.`,
    `Score: ${share} × ${signed(stance, 3)} + ${Number((1 - share).toFixed(3))} × ${signed(tone, 3)} = ${signed(optimism, 3)}.`,
    statement.counts
      ? `Its weight in the average is ${weight}, as it ${statement.relevance === 2 ? "is about relations as such" : "only bears on relations"}.`
      : `It does not count in the average: ${statement.via ? "it is second-hand" : "it repeats another statement"}.`,
  ];
}

function explanation(statement, page, id) {
  const rows = statement.evidence.map((piece) => {
    const { reason, changed } = reasonOf(piece);
    return h(
      "tr",
      {},
      h("td", { class: "num" }, signed(piece.weight, 3)),
      h("td", { dir: "auto" }, slicer(statement.paragraph.text)(piece.start, piece.end)),
      h("td", {}, reason),
      h("td", {}, changed),
    );
  });
  const table = rows.length
    ? h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["Weight", "Words", "Reason", "Changed by"].map((name, place) =>
              h("th", { scope: "col", class: place ? null : "num" }, name),
            ),
          ),
        ),
        h("tbody", {}, rows),
      )
    : "";
  return h(
    "div",
    { class: "why", id, role: "note" },
    table,
    arithmetic(statement, page).map((line) => h("p", {}, line)),
  );
}

function sourceLine(statement) {
  const { document, number } = statement.paragraph;
  const origin =
    document.link && /^https?:\/\//i.test(document.link)
      ? h("a", { href: document.link, rel: "noopener noreferrer", target: "_blank" }, document.origin)
      : h("span", {}, document.origin);
  return h(
    "p",
    { class: "source", dir: "auto" },
    document.title ? [h("span", { class: "from" }, document.title), " · "] : "",
    document.outlet ? `${document.outlet} · ` : "",
    `${dayName(document.day)} · `,
    origin,
    ` · paragraph ${number}`,
  );
}

function statementCard(statement, page) {
  const why = `why-${statement.id}`;
  const lean = leaning(statement.stance, page.constants.neutral_within);
  const score = h(
    "button",
    {
      type: "button",
      class: "score",
      "aria-expanded": "false",
      "aria-controls": why,
      "aria-describedby": why,
      onclick: (event) => {
        const open = card.querySelector(".why").classList.toggle("open");
        event.currentTarget.setAttribute("aria-expanded", String(open));
      },
    },
    h("b", { class: `value ${lean}` }, signed(statement.optimism)),
    lean || "neutral",
    h("span", { class: "quiet" }, "why?"),
  );
  const wake = () => card.classList.remove("dismissed");
  const notes = [
    statement.via ? `second-hand, as ${statement.via} reports` : "",
    statement.repeats ? "said again: counted once, where it was said first" : "",
    [...new Set(statement.spans.map((span) => span.mode))].join(", "),
  ]
    .filter(Boolean)
    .join(" · ");
  const card = h(
    "article",
    {
      class: `statement ${lean}`,
      id: `statement-${statement.id}`,
      tabindex: -1,
      "aria-label": `${statement.actor.name}, ${dayName(statement.document.day)}`,
      onmouseleave: wake,
      onfocusout: wake,
      onkeydown: (event) => {
        if (event.key !== "Escape") return;
        card.classList.add("dismissed");
        card.querySelector(".why").classList.remove("open");
        score.setAttribute("aria-expanded", "false");
        if (event.target.matches(".evidence")) event.target.blur();
      },
    },
    h(
      "header",
      {},
      score,
      h("span", {}, dayName(statement.document.day)),
      h("span", {}, notes),
      h(
        "span",
        { class: "cite" },
        h("a", { href: `#statement=${statement.id}`, "aria-label": `Link to this statement, ${statement.id}` }, "link"),
        " ",
        h("button", { type: "button", class: "plain", onclick: () => toggleCitation(card, statement, page) }, "cite"),
      ),
    ),
    h("p", { class: "text", dir: "auto" }, markedText(statement)),
    sourceLine(statement),
    explanation(statement, page, why),
  );
  return card;
}

// A line to copy into a text, selected, so that one key copies it.
function citation(statement, page) {
  const { document, number } = statement.paragraph;
  const place = [
    document.title && `“${document.title}”`,
    document.outlet,
    dayName(document.day),
    document.origin,
    `paragraph ${number}`,
  ].filter(Boolean);
  const address = location.href.split("#")[0];
  const line = h(
    "p",
    { class: "citation", dir: "auto", tabindex: -1 },
    `${statement.actor.name}${statement.via ? ` (as ${statement.via} reports)` : ""}: “${quotation(statement)}” In: ${place.join(", ")}. ` +
      `Optimism ${signed(statement.optimism)} of −1…+1 (${page.edition}), statement ${statement.id}.` +
      (address.startsWith("file:") ? "" : ` ${address}#statement=${statement.id}`),
  );
  return line;
}

function toggleCitation(card, statement, page) {
  const shown = card.querySelector(".citation");
  if (shown) return shown.remove();
  const line = citation(statement, page);
  card.querySelector(".source").after(line);
  getSelection().selectAllChildren(line);
}

// What is voiced, without the rest of the paragraph.
function quotation(statement) {
  const cut = slicer(statement.paragraph.text);
  const words = statement.spans.map((span) => cut(span.start, span.end)).join(" … ");
  return words.length > 320 ? `${words.slice(0, 320).replace(/\s+\S*$/, "")} …` : words;
}

function excerpt(statement, page) {
  const { constants } = page;
  return h(
    "div",
    { class: `excerpt ${leaning(statement.stance, constants.neutral_within)}` },
    h("blockquote", { dir: "auto" }, quotation(statement)),
    h(
      "p",
      { dir: "auto" },
      h("a", { href: `#statement=${statement.id}` }, h("b", {}, signed(statement.optimism))),
      " · ",
      h("a", { href: `#actor=${encodeURIComponent(statement.actor.id)}` }, statement.actor.name),
      sideBadge(statement.actor.side),
      `, ${[statement.document.outlet, dayName(statement.document.day)].filter(Boolean).join(", ")}`,
    ),
  );
}

const sideBadge = (side) =>
  side ? h("span", { class: `side ${SIDES[side]?.kind || ""}`, title: SIDES[side]?.name }, side) : "";
