// The page: what the reader asks for (kept in the address, so that it can be linked), and what then stands where.
"use strict";

const SORTS = {
  surest: ["surest optimists first", (a, b) => b.mean.low - a.mean.low],
  sceptics: ["surest sceptics first", (a, b) => a.mean.high - b.mean.high],
  mean: ["highest average first", (a, b) => b.mean.mean - a.mean.mean],
  low: ["lowest average first", (a, b) => a.mean.mean - b.mean.mean],
  heard: ["most heard first", (a, b) => b.mean.statements - a.mean.statements],
  name: ["name", (a, b) => a.actor.name.localeCompare(b.actor.name)],
};
const ORDERS = {
  strongest: ["strength", (a, b) => b.counts - a.counts || Math.abs(b.optimism) * b.weight - Math.abs(a.optimism) * a.weight],
  newest: ["date, newest first", (a, b) => b.document.day.localeCompare(a.document.day)],
  oldest: ["date, oldest first", (a, b) => (a.document.day || "9").localeCompare(b.document.day || "9")],
  optimistic: ["optimism, most optimistic first", (a, b) => b.optimism - a.optimism],
  sceptical: ["optimism, most sceptical first", (a, b) => a.optimism - b.optimism],
};
const NOTHING = { side: "", outlet: "", from: "", to: "", find: "", own: "", sort: "surest", order: "strongest", actor: "", statement: "" };
const COLUMNS = [ // name, class, and what its button sorts by
  ["Speaker", "", "name"], ["", "drawn"], ["Average", "num", "mean", "low"], ["Likely range", "num", "surest", "sceptics"],
  ["Statements", "num", "heard"], ["Of these", ""], ["As others report", "num"],
];
const FIRST = 25; // rows of the ranking, and speakers, before the reader asks for all
const BATCH = 40; // statements of a speaker before the reader asks for more
const LINES = 12; // speakers with a line over time
const EXTREMES = 5; // statements at each end

const $ = (id) => document.getElementById(id);
let page;
let state = { ...NOTHING };
let all = false;
const unfolded = new Set(); // speakers whose sections are open

function readAddress() {
  const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (!(given.sort in SORTS)) delete given.sort;
  if (!(given.order in ORDERS)) delete given.order;
  return Object.fromEntries(Object.entries(given).filter(([name]) => name in NOTHING));
}

function writeAddress() {
  const asked = Object.entries(state).filter(([name, value]) => value !== NOTHING[name]);
  history.replaceState(null, "", asked.length ? `#${new URLSearchParams(asked)}` : location.pathname + location.search);
}

// Which rows and statements the filters leave.

const period = () => {
  const [from, to] = [state.from, state.to].map((value) => (/^\d{4}-\d\d$/.test(value) ? page.step(monthOf(`${value}-01`)) : null));
  return { from, to };
};

function within({ group, month }, { from, to }) {
  return (!state.outlet || group === state.outlet)
    && ((from === null && to === null) || (month !== null && month >= (from ?? -Infinity) && month <= (to ?? Infinity)));
}

const ofSide = (actor) => !state.side || (state.side === "none" ? !actor.side : actor.side === state.side);
const named = (actor) => !state.find || `${actor.name} ${actor.id}`.toLowerCase().includes(state.find.trim().toLowerCase());

function picked() {
  const months = period();
  const rows = Map.groupBy(page.sums.filter((row) => within(row, months)), (row) => row.actor || row.side);
  const voices = [];
  for (const actor of page.actors) {
    if (!ofSide(actor) || !named(actor)) continue;
    const mean = meanOf(rows.get(actor) || [], page.constants);
    const statements = actor.statements.filter((statement) => within(statement.document, months) && !(state.own && statement.via));
    if (mean || statements.length) voices.push({ actor, mean, statements, rows: rows.get(actor) || [] });
  }
  const ranked = voices.filter((voice) => voice.mean).sort(SORTS[state.sort][1]);
  const reportedOnly = voices.filter((voice) => !voice.mean);
  const sides = Object.fromEntries(["US", "RU"].map((side) => [side, rows.get(side) || []]));
  return { ranked, voices: [...ranked, ...reportedOnly], sides };
}

// The parts of the page.

function draw() {
  const found = picked();
  const statements = found.voices.reduce((sum, voice) => sum + (voice.mean?.statements || 0), 0);
  $("status").textContent = `${many(found.ranked.length, "speaker")} with ${many(statements, "statement")} of their own`
    + `${period().from !== null || period().to !== null ? `; undated articles are left out${page.grain > 1 ? `, and a period is whole ${STEPS[page.grain]}s` : ""}` : ""}.`;
  drawRanking(found.ranked);
  drawSides(found.sides);
  drawLines(found.ranked);
  drawExtremes(found.voices);
  drawSpeakers(found.voices);
}

const lean = (mean) => (mean.low > 0 ? "for" : mean.high < 0 ? "against" : "");
const interval = (mean) => `${signed(mean.low)} to ${signed(mean.high)}`;
const percent = (value) => `${((value + 1) / 2 * 100).toFixed(2)}%`;

function range(mean) {
  const bar = h("i"), dot = h("b");
  Object.assign(bar.style, { left: percent(mean.low), width: `${((mean.high - mean.low) / 2 * 100).toFixed(2)}%` });
  dot.style.left = percent(mean.mean);
  return h("div", { class: `range ${lean(mean)}`, "aria-hidden": "true" }, bar, dot);
}

function balance({ supporting, neutral, opposing, statements }) {
  const parts = [["for", supporting], ["", neutral], ["against", opposing]].filter(([, number]) => number).map(([name, number]) => {
    const part = h("i", { class: name });
    part.style.width = `${(number / statements) * 100}%`;
    return part;
  });
  const said = `${count(supporting)} for, ${count(neutral)} neutral, ${count(opposing)} against`;
  return h("div", {}, h("div", { class: "balance", "aria-hidden": "true" }, parts), h("span", { class: "counts" }, said));
}

const actorLink = (actor) => h("a", { href: `#actor=${encodeURIComponent(actor.id)}`, dir: "auto" }, actor.name);

// The name of a column; where the ranking can be sorted by it, a button that does, and the second time the other way.
function heading([label, kind, ...sorts]) {
  const now = sorts.indexOf(state.sort);
  const sort = () => { state.sort = sorts[(now + 1) % sorts.length]; $("sort").value = state.sort; writeAddress(); draw(); $(`by-${sorts[0]}`).focus(); };
  const rising = sorts[now] === "name" || now === 1;
  return h("th", { scope: "col", class: kind, "aria-sort": now < 0 ? null : rising ? "ascending" : "descending" },
    kind === "drawn" ? h("span", { class: "sr" }, "Drawn") : "",
    kind === "drawn" ? h("div", { class: "axis", "aria-hidden": "true" }, h("span", {}, "−1 against"), h("span", {}, "0"), h("span", {}, "for +1")) : "",
    !sorts.length ? label : h("button", { type: "button", id: `by-${sorts[0]}`, onclick: sort }, label, now < 0 ? "" : h("span", { "aria-hidden": "true" }, rising ? " ↑" : " ↓")));
}

function drawRanking(ranked) {
  const head = COLUMNS.map(heading);
  const rows = (all ? ranked : ranked.slice(0, FIRST)).map(({ actor, mean }) => h("tr", { "data-actor": actor.id },
    h("th", { scope: "row", class: "name" }, actorLink(actor), sideBadge(actor.side)),
    h("td", { class: "drawn" }, range(mean)),
    h("td", { class: "num mean" }, h("span", { class: `value ${lean(mean)}` }, signed(mean.mean))),
    h("td", { class: "num interval" }, interval(mean)),
    h("td", { class: "num heard" }, count(mean.statements)),
    h("td", { class: "leanings" }, balance(mean)),
    h("td", { class: "num reported quiet" }, actor.reported === null ? "" : `${signed(actor.reported)} (${count(actor.reports)})`)));
  $("ranking-table").replaceChildren(rows.length
    ? h("table", {}, h("caption", { class: "sr" }, "Speakers and their optimism"), h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows))
    : h("p", {}, "Nobody is heard with these filters. Widen the period, or reset them."), moreButton(ranked.length));
}

function moreButton(number) {
  if (number <= FIRST || all) return "";
  return h("button", { type: "button", class: "more", onclick: () => { all = true; draw(); } }, `Show all ${count(number)} speakers`);
}

function drawSides(rows) {
  const means = Object.entries(rows).map(([side, parts]) => [side, meanOf(parts, page.constants)]);
  $("sides-now").replaceChildren(...means.map(([side, mean]) => h("div", {}, h("h3", { class: side.toLowerCase() }, SIDES[side].name,
    h("span", { class: "value" }, mean ? signed(mean.mean) : "")),
  mean ? [range(mean), h("p", { class: "quiet" }, `likely range ${interval(mean)}; ${many(mean.statements, "statement")}`), balance(mean)] : h("p", {}, "Nobody is heard."))));
  const [[, us], [, ru]] = means;
  if (us && ru) {
    const gap = us.mean - ru.mean, margin = Math.hypot(us.margin, ru.margin);
    const sure = Math.abs(gap) > margin ? `the ${gap > 0 ? "US" : "Russian"} side sounds more optimistic` : "it may be chance";
    $("sides-now").append(h("p", { class: "gap" }, "Difference, US less Russian side: ", h("b", {}, signed(gap)), ` (${signed(gap - margin)} to ${signed(gap + margin)}): ${sure}.`));
  }
  const series = Object.fromEntries(Object.entries(rows).map(([side, parts]) => [side, timeline(parts, page.constants)]).filter(([, points]) => points.length));
  const months = new Set(Object.values(series).flat().map((point) => point.month));
  if (months.size < 2) {
    $("sides-chart").replaceChildren(h("p", { class: "quiet" }, months.size ? `All that is dated is of ${page.stepName([...months][0])}: there is no line to draw yet.` : ""));
    return;
  }
  const legend = h("figcaption", { class: "legend" }, Object.keys(series).map((side) => h("span", { class: side.toLowerCase() },
    side === "US" ? "● ━━ " : "▲ ╍╍ ", SIDES[side].name)));
  $("sides-chart").replaceChildren(legend, sidesChart(series, page, $("sides-chart").clientWidth || 640),
    figuresTable("Optimism of the two sides over time", page, Object.fromEntries(Object.entries(series).map(([side, points]) => [SIDES[side].name, points]))));
}

function drawLines(ranked) {
  const heard = [...ranked].sort((a, b) => b.mean.weight - a.mean.weight).map((voice) => ({ ...voice, points: timeline(voice.rows, page.constants) }))
    .filter((voice) => voice.points.length > 2).slice(0, LINES);
  $("lines").hidden = !heard.length;
  if (!heard.length) return $("lines-charts").replaceChildren();
  const months = heard.flatMap((voice) => voice.points.map((point) => point.date));
  const shared = { reach: scale(heard.map((voice) => voice.points)), domain: [new Date(Math.min(...months)), new Date(Math.max(...months))] };
  const figures = heard.map(({ actor, mean, points }) => h("figure", {},
    h("figcaption", {}, actorLink(actor), sideBadge(actor.side), ` ${signed(mean.mean)} over all`)));
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
  for (const [id, sign, title] of [["most-for", 1, "Most optimistic"], ["most-against", -1, "Most sceptical"]]) {
    const heard = new Set();
    const strongest = counted.filter((statement) => leaning(statement.stance, page.constants.neutral_within) === (sign > 0 ? "for" : "against"))
      .sort((a, b) => sign * (strength(b) - strength(a)))
      .filter(({ actor }) => !heard.has(actor) && heard.add(actor)).slice(0, EXTREMES).sort((a, b) => sign * (b.optimism - a.optimism));
    $(id).replaceChildren(h("h3", { class: `key ${sign > 0 ? "for" : "against"}` }, title),
      ...(strongest.length ? strongest.map((statement) => excerpt(statement, page)) : [h("p", { class: "quiet" }, "None with these filters.")]));
  }
}

function drawSpeakers(voices) {
  const asked = voices.filter(({ actor }) => actor.id === state.actor);
  const shown = all ? voices : [...voices.slice(0, FIRST), ...asked.filter((voice) => voices.indexOf(voice) >= FIRST)];
  $("speaker-list").replaceChildren(...shown.map(speaker), moreButton(voices.length));
}

function speaker({ actor, mean, statements }) {
  const said = mean ? `${signed(mean.mean)} (${interval(mean)}), ${many(mean.statements, "statement")}` : "only as others report";
  const body = h("div");
  const section = h("details", {
    class: "actor", id: `actor-${actor.id}`, open: unfolded.has(actor.id),
    ontoggle: () => {
      unfolded[section.open ? "add" : "delete"](actor.id);
      if (section.open && !body.hasChildNodes()) fill(body, actor, statements);
    },
  }, h("summary", {}, h("span", {}, h("h3", { dir: "auto" }, actor.name), sideBadge(actor.side)), h("span", { class: "counts" }, said)), body);
  if (section.open) fill(body, actor, statements);
  return section;
}

function fill(body, actor, statements, upTo = BATCH) {
  const about = [actor.description, actor.kind === "unknown" ? "a mere description in the text, behind which there may be several people" : ""].filter(Boolean).join("; ");
  const counted = statements.filter((statement) => statement.counts).length;
  const dropped = actor.stored - actor.statements.length;
  const ordered = [...statements].sort(ORDERS[state.order][1]);
  const asked = ordered.findIndex((statement) => statement.id === state.statement);
  const end = Math.max(upTo, asked + 1);
  const here = `${many(statements.length, "statement")}${counted < statements.length ? `, of which ${count(counted)} count in the average` : ""}`;
  body.replaceChildren(h("div", { class: "about" }, about ? h("p", { dir: "auto" }, about) : "",
    h("p", {}, dropped ? `${here}; the strongest of ${count(actor.stored)} stored.` : `${here}.`)),
  ...ordered.slice(0, end).map((statement) => statementCard(statement, page)),
  end < ordered.length ? h("button", { type: "button", class: "more", onclick: () => fill(body, actor, statements, end + BATCH) }, `Show ${count(Math.min(BATCH, ordered.length - end))} more of ${count(ordered.length)}`) : "");
}

// Going to what the address names.

function follow() {
  const fragment = location.hash.slice(1);
  if (fragment && !fragment.includes("=")) return; // a place in the page, such as that of the skip link
  const asked = readAddress();
  const statement = asked.statement?.length >= 6 && page.statements.find(({ id }) => asked.statement.startsWith(id) || id.startsWith(asked.statement));
  if (statement) Object.assign(asked, { statement: statement.id, actor: statement.actor.id });
  state = fragment ? { ...state, actor: "", statement: "", ...asked } : { ...NOTHING };
  if (statement && !picked().voices.some((voice) => voice.statements.includes(statement))) {
    state = { ...NOTHING, actor: state.actor, statement: state.statement }; // a filter that hides what is asked for gives way
  }
  if (state.actor) unfolded.add(state.actor);
  fillForm();
  writeAddress();
  draw();
  if (asked.statement && !statement) {
    $("status").textContent = `The statement ${asked.statement} is not on this page; “detente explain ${asked.statement}” shows it.`;
  }
  const target = (statement && $(`statement-${state.statement}`)) || (state.actor && $(`actor-${state.actor}`));
  if (!target) return;
  target.classList.add("target");
  target.scrollIntoView({ block: "start", behavior: "instant" });
  (statement ? target : target.querySelector("summary")).focus({ preventScroll: true });
}

function fillForm() {
  const form = $("filters");
  for (const name of ["outlet", "from", "to", "find", "side"]) form.elements[name].value = state[name];
  form.elements.own.checked = Boolean(state.own);
  $("sort").value = state.sort;
  $("order").value = state.order;
}

function listen() {
  const form = $("filters");
  form.elements.outlet.append(h("option", { value: "" }, "All"), ...[...page.named].sort().map((outlet) => h("option", { value: outlet }, outlet)));
  $("sort").append(...Object.entries(SORTS).map(([value, [label]]) => h("option", { value }, label)));
  $("order").append(...Object.entries(ORDERS).map(([value, [label]]) => h("option", { value }, label)));
  const change = () => {
    for (const name of ["outlet", "from", "to", "find", "side"]) state[name] = form.elements[name].value;
    state.own = form.elements.own.checked ? "1" : "";
    state.sort = $("sort").value;
    state.order = $("order").value;
    writeAddress();
    draw();
  };
  form.addEventListener("input", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    state = { ...NOTHING };
    all = false;
    unfolded.clear();
    fillForm();
    writeAddress();
    draw();
  });
  $("sort").addEventListener("change", change);
  $("order").addEventListener("change", change);
  addEventListener("hashchange", follow);
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; const found = picked(); drawSides(found.sides); drawLines(found.ranked); } });
}

async function main() {
  page = unfold(await readData($("data")));
  const stored = page.actors.reduce((sum, actor) => sum + actor.stored, 0);
  const most = Math.max(0, ...page.actors.filter((actor) => actor.stored > actor.statements.length).map((actor) => actor.statements.length));
  $("kept").textContent = page.statements.length < stored
    ? `To stay small, the page holds ${count(page.statements.length)} of these speakers’ ${count(stored)} statements, the strongest of each speaker, at most ${count(most)}. The averages count all of them.`
    : "Every statement of these speakers is on the page.";
  if (page.statements.length < stored) $("kept").classList.add("summarised");
  for (const word of document.querySelectorAll(".step")) word.textContent = STEPS[page.grain];
  $("app").hidden = !page.actors.length;
  listen();
  follow();
  document.documentElement.dataset.ready = "";
}
main().catch((error) => {
  $("trouble").hidden = false;
  throw error;
});
