// What the reader asks for, kept in the address so that it can be linked, and what the data hold of it.
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
  strongest: [
    "strength",
    (a, b) => b.counts - a.counts || Math.abs(b.optimism) * b.weight - Math.abs(a.optimism) * a.weight,
  ],
  newest: ["date, newest first", (a, b) => b.document.day.localeCompare(a.document.day)],
  oldest: ["date, oldest first", (a, b) => (a.document.day || "9").localeCompare(b.document.day || "9")],
  optimistic: ["optimism, most optimistic first", (a, b) => b.optimism - a.optimism],
  sceptical: ["optimism, most sceptical first", (a, b) => a.optimism - b.optimism],
};
const NOTHING = {
  side: "",
  outlet: "",
  from: "",
  to: "",
  find: "",
  own: "",
  sort: "surest",
  order: "strongest",
  actor: "",
  statement: "",
};

const $ = (id) => document.getElementById(id);
let page;
let state = { ...NOTHING };
let all = false;
const unfolded = new Set(); // speakers whose sections are open

function readAddress() {
  const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (!Object.hasOwn(SORTS, given.sort)) delete given.sort;
  if (!Object.hasOwn(ORDERS, given.order)) delete given.order;
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(NOTHING, name)));
}

function writeAddress() {
  const asked = Object.entries(state).filter(([name, value]) => value !== NOTHING[name]);
  history.replaceState(null, "", asked.length ? `#${new URLSearchParams(asked)}` : location.pathname + location.search);
}

// Which rows and statements the filters leave.

const period = () => {
  const [from, to] = [state.from, state.to].map((value) =>
    /^\d{4}-\d\d$/.test(value) ? page.step(monthOf(`${value}-01`)) : null,
  );
  return { from, to };
};

function within({ group, month }, { from, to }) {
  return (
    (!state.outlet || group === state.outlet) &&
    ((from === null && to === null) || (month !== null && month >= (from ?? -Infinity) && month <= (to ?? Infinity)))
  );
}

const ofSide = (actor) => !state.side || (state.side === "none" ? !actor.side : actor.side === state.side);
const named = (actor) =>
  !state.find || `${actor.name} ${actor.id}`.toLowerCase().includes(state.find.trim().toLowerCase());

function picked() {
  const months = period();
  const rows = Map.groupBy(
    page.sums.filter((row) => within(row, months)),
    (row) => row.actor || row.side,
  );
  const voices = [];
  for (const actor of page.actors) {
    if (!ofSide(actor) || !named(actor)) continue;
    const mean = meanOf(rows.get(actor) || [], page.constants);
    const statements = actor.statements.filter(
      (statement) => within(statement.document, months) && !(state.own && statement.via),
    );
    if (mean || statements.length) voices.push({ actor, mean, statements, rows: rows.get(actor) || [] });
  }
  const ranked = voices.filter((voice) => voice.mean).sort(SORTS[state.sort][1]);
  const reportedOnly = voices.filter((voice) => !voice.mean);
  const sides = Object.fromEntries(Object.keys(SIDES).map((side) => [side, rows.get(side) || []]));
  return { ranked, voices: [...ranked, ...reportedOnly], sides };
}
