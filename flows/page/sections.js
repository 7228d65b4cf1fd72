// The sections of the page, each drawn anew from what is picked.
"use strict";

const COLUMNS = [
  // name, class, and what its button sorts by
  ["Speaker", "", "name"],
  ["", "drawn"],
  ["Average", "num", "mean", "low"],
  ["Likely range", "num", "surest", "sceptics"],
  ["Statements", "num", "heard"],
  ["Of these", ""],
  ["As others report", "num"],
];
const FIRST = 25; // rows of the ranking, and speakers, before the reader asks for all
const BATCH = 40; // statements of a speaker before the reader asks for more
const LINES = 12; // speakers with a line over time
const EXTREMES = 5; // statements at each end

function draw() {
  const found = picked();
  const statements = found.voices.reduce((sum, voice) => sum + (voice.mean?.statements || 0), 0);
  const bounded = period().from !== null || period().to !== null;
  const notes = [
    `${many(found.ranked.length, "speaker")} with ${many(statements, "statement")} of their own`,
    bounded && "undated articles are left out",
    (bounded || state.outlet) && "“as others report” is of all articles, and left out",
    bounded && page.grain > 1 && `a period is whole ${STEPS[page.grain]}s`,
  ];
  $("status").textContent = `${notes.filter(Boolean).join("; ")}.`;
  drawRanking(found.ranked, !bounded && !state.outlet);
  drawSides(found.sides);
  drawLines(found.ranked);
  drawExtremes(found.voices);
  drawSpeakers(found.voices);
}

const lean = (mean) => (mean.low > 0 ? "for" : mean.high < 0 ? "against" : "");
const interval = (mean) => `${signed(mean.low)} to ${signed(mean.high)}`;
const percent = (value) => `${(((value + 1) / 2) * 100).toFixed(2)}%`;

function range(mean) {
  const bar = h("i"),
    dot = h("b");
  Object.assign(bar.style, { left: percent(mean.low), width: `${(((mean.high - mean.low) / 2) * 100).toFixed(2)}%` });
  dot.style.left = percent(mean.mean);
  return h("div", { class: `range ${lean(mean)}`, "aria-hidden": "true" }, bar, dot);
}

function balance({ supporting, neutral, opposing, statements }) {
  const parts = [
    ["for", supporting],
    ["", neutral],
    ["against", opposing],
  ]
    .filter(([, number]) => number)
    .map(([name, number]) => {
      const part = h("i", { class: name });
      part.style.width = `${(number / statements) * 100}%`;
      return part;
    });
  const said = [
    [supporting, "for"],
    [neutral, "neutral"],
    [opposing, "against"],
  ]
    .filter(([number]) => number)
    .map(([number, name]) => `${count(number)} ${name}`)
    .join(", ");
  return h(
    "div",
    {},
    h("div", { class: "balance", "aria-hidden": "true" }, parts),
    h("span", { class: "counts" }, said),
  );
}

const actorLink = (actor) => h("a", { href: `#actor=${encodeURIComponent(actor.id)}`, dir: "auto" }, actor.name);

// The name of a column; where the ranking can be sorted by it, a button that does, and the second time the other way.
function heading([label, kind, ...sorts]) {
  const now = sorts.indexOf(state.sort);
  const sort = () => {
    state.sort = sorts[(now + 1) % sorts.length];
    $("sort").value = state.sort;
    writeAddress();
    draw();
    $(`by-${sorts[0]}`).focus();
  };
  const rising = sorts[now] === "name" || now === 1;
  return h(
    "th",
    { scope: "col", class: kind, "aria-sort": now < 0 ? null : rising ? "ascending" : "descending" },
    kind === "drawn" ? h("span", { class: "sr" }, "Drawn") : "",
    kind === "drawn"
      ? h(
          "div",
          { class: "axis", "aria-hidden": "true" },
          h("span", {}, "−1 against"),
          h("span", {}, "0"),
          h("span", {}, "for +1"),
        )
      : "",
    !sorts.length
      ? label
      : h(
          "button",
          { type: "button", id: `by-${sorts[0]}`, onclick: sort },
          label,
          now < 0 ? "" : h("span", { "aria-hidden": "true" }, rising ? " ↑" : " ↓"),
        ),
  );
}

function drawRanking(ranked, whole) {
  const head = COLUMNS.map(heading);
  const rows = (all ? ranked : ranked.slice(0, FIRST)).map(({ actor, mean }) =>
    h(
      "tr",
      { "data-actor": actor.id },
      h("th", { scope: "row", class: "name" }, actorLink(actor), sideBadge(actor.side)),
      h("td", { class: "drawn" }, range(mean)),
      h("td", { class: "num mean" }, h("span", { class: `value ${lean(mean)}` }, signed(mean.mean))),
      h("td", { class: "num interval" }, interval(mean)),
      h("td", { class: "num heard" }, count(mean.statements)),
      h("td", { class: "leanings" }, balance(mean)),
      h(
        "td",
        { class: "num reported quiet" },
        actor.reported === null || !whole ? "" : `${signed(actor.reported)} (${count(actor.reports)})`,
      ),
    ),
  );
  $("ranking-table").replaceChildren(
    rows.length
      ? h(
          "table",
          {},
          h("caption", { class: "sr" }, "Speakers and their optimism"),
          h("thead", {}, h("tr", {}, head)),
          h("tbody", {}, rows),
        )
      : h("p", {}, "Nobody is heard with these filters. Widen the period, or reset them."),
    moreButton(ranked.length),
  );
}

function moreButton(number) {
  if (number <= FIRST || all) return "";
  return h(
    "button",
    {
      type: "button",
      class: "more",
      onclick: () => {
        all = true;
        draw();
      },
    },
    `Show all ${count(number)} speakers`,
  );
}

function drawSides(rows) {
  const means = Object.entries(rows).map(([side, parts]) => [side, meanOf(parts, page.constants)]);
  $("sides-now").replaceChildren(
    ...means.map(([side, mean]) =>
      h(
        "div",
        {},
        h(
          "h3",
          { class: SIDES[side].kind },
          SIDES[side].name,
          h("span", { class: "value" }, mean ? signed(mean.mean) : ""),
        ),
        mean
          ? [
              range(mean),
              h("p", { class: "quiet" }, `likely range ${interval(mean)}; ${many(mean.statements, "statement")}`),
              balance(mean),
            ]
          : h("p", {}, "Nobody is heard."),
      ),
    ),
  );
  const [[, one], [, other]] = means;
  const names = Object.values(SIDES).map((side) => side.name);
  if (one && other) {
    const gap = one.mean - other.mean,
      margin = Math.hypot(one.margin, other.margin);
    const sure = Math.abs(gap) > margin ? `the ${names[gap > 0 ? 0 : 1]} sounds more optimistic` : "it may be chance";
    $("sides-now").append(
      h(
        "p",
        { class: "gap" },
        `Difference, ${names[0]} less ${names[1]}: `,
        h("b", {}, signed(gap)),
        ` (${signed(gap - margin)} to ${signed(gap + margin)}): ${sure}.`,
      ),
    );
  }
  const series = Object.fromEntries(
    Object.entries(rows)
      .map(([side, parts]) => [side, timeline(parts, page.constants)])
      .filter(([, points]) => points.length),
  );
  const months = new Set(
    Object.values(series)
      .flat()
      .map((point) => point.month),
  );
  if (months.size < 2) {
    $("sides-chart").replaceChildren(
      h(
        "p",
        { class: "quiet" },
        months.size ? `All that is dated is of ${page.stepName([...months][0])}: there is no line to draw yet.` : "",
      ),
    );
    return;
  }
  const legend = h(
    "figcaption",
    { class: "legend" },
    Object.keys(series).map((side) => h("span", { class: SIDES[side].kind }, SIDES[side].sign, SIDES[side].name)),
  );
  $("sides-chart").replaceChildren(
    legend,
    sidesChart(series, page, $("sides-chart").clientWidth || 640),
    figuresTable(
      "Optimism of the two sides over time",
      page,
      Object.fromEntries(Object.entries(series).map(([side, points]) => [SIDES[side].name, points])),
    ),
  );
}

function drawLines(ranked) {
  const heard = [...ranked]
    .sort((a, b) => b.mean.weight - a.mean.weight)
    .map((voice) => ({ ...voice, points: timeline(voice.rows, page.constants) }))
    .filter((voice) => voice.points.length > 2)
    .slice(0, LINES);
  $("lines").hidden = !heard.length;
  if (!heard.length) return $("lines-charts").replaceChildren();
  const months = heard.flatMap((voice) => voice.points.map((point) => point.date));
  const shared = {
    reach: scale(heard.map((voice) => voice.points)),
    domain: [new Date(Math.min(...months)), new Date(Math.max(...months))],
  };
  const figures = heard.map(({ actor, mean, points }) =>
    h(
      "figure",
      {},
      h("figcaption", {}, h("span", {}, actorLink(actor), sideBadge(actor.side)), h("span", {}, signed(mean.mean))),
    ),
  );
  $("lines-charts").replaceChildren(...figures);
  figures.forEach((figure, place) => {
    const { actor, points } = heard[place];
    const colour = SIDES[actor.side]?.colour || "var(--other)";
    figure.append(actorChart(points, { ...shared, colour, name: actor.name, page }, figure.clientWidth || 260));
  });
  const names = Object.fromEntries(heard.map(({ actor, points }) => [actor.name, points]));
  $("lines-charts").nextElementSibling?.remove();
  $("lines-charts").after(figuresTable("Optimism of the speakers over time", page, names));
}

function drawExtremes(voices) {
  const counted = voices.flatMap((voice) => voice.statements).filter((statement) => statement.counts);
  const strength = (statement) => statement.optimism * statement.weight; // what it moves the average by
  for (const [id, sign, title] of [
    ["most-for", 1, "Most optimistic"],
    ["most-against", -1, "Most sceptical"],
  ]) {
    const heard = new Set();
    const strongest = counted
      .filter(
        (statement) => leaning(statement.stance, page.constants.neutral_within) === (sign > 0 ? "for" : "against"),
      )
      .sort((a, b) => sign * (strength(b) - strength(a)))
      .filter(({ actor }) => !heard.has(actor) && heard.add(actor))
      .slice(0, EXTREMES)
      .sort((a, b) => sign * (b.optimism - a.optimism));
    $(id).replaceChildren(
      h("h3", { class: `key ${sign > 0 ? "for" : "against"}` }, title),
      ...(strongest.length
        ? strongest.map((statement) => excerpt(statement, page))
        : [h("p", { class: "quiet" }, "None with these filters.")]),
    );
  }
}

function drawSpeakers(voices) {
  const asked = voices.filter(({ actor }) => actor.id === state.actor);
  const shown = all ? voices : [...voices.slice(0, FIRST), ...asked.filter((voice) => voices.indexOf(voice) >= FIRST)];
  $("speaker-list").replaceChildren(...shown.map(speaker), moreButton(voices.length));
}

function speaker({ actor, mean, statements }) {
  const said = mean
    ? `${signed(mean.mean)} (${interval(mean)}), ${many(mean.statements, "statement")}`
    : "only as others report";
  const body = h("div");
  const section = h(
    "details",
    {
      class: "actor",
      id: `actor-${actor.id}`,
      open: unfolded.has(actor.id),
      ontoggle: () => {
        unfolded[section.open ? "add" : "delete"](actor.id);
        if (section.open && !body.hasChildNodes()) fill(body, actor, statements);
      },
    },
    h(
      "summary",
      {},
      h("span", {}, h("h3", { dir: "auto" }, actor.name), sideBadge(actor.side)),
      h("span", { class: "counts" }, said),
    ),
    body,
  );
  if (section.open) fill(body, actor, statements);
  return section;
}

function fill(body, actor, statements, upTo = BATCH) {
  const about = [
    actor.description,
    actor.kind === "unknown" ? "a mere description in the text, behind which there may be several people" : "",
  ]
    .filter(Boolean)
    .join("; ");
  const counted = statements.filter((statement) => statement.counts).length;
  const dropped = actor.stored - actor.statements.length;
  const ordered = [...statements].sort(ORDERS[state.order][1]);
  const asked = ordered.findIndex((statement) => statement.id === state.statement);
  const end = Math.max(upTo, asked + 1);
  const here = `${many(statements.length, "statement")}${counted < statements.length ? `, of which ${count(counted)} count in the average` : ""}`;
  body.replaceChildren(
    h(
      "div",
      { class: "about" },
      about ? h("p", { dir: "auto" }, about) : "",
      h("p", {}, dropped ? `${here}; the strongest of ${count(actor.stored)} stored.` : `${here}.`),
    ),
    ...ordered.slice(0, end).map((statement) => statementCard(statement, page)),
    end < ordered.length
      ? h(
          "button",
          { type: "button", class: "more", onclick: () => fill(body, actor, statements, end + BATCH) },
          `Show ${count(Math.min(BATCH, ordered.length - end))} more of ${count(ordered.length)}`,
        )
      : "",
  );
}
