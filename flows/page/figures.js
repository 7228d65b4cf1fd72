// Data and means. Text stays text: elements are made of nodes, never of HTML.
"use strict";

// An element with attributes, or listeners where the name begins with "on", and children: text, elements, or nothing.
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== ""));
  return element;
}

async function readData(element) {
  if (element.type === "application/json") return JSON.parse(element.textContent);
  const packed = Uint8Array.from(atob(element.textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

// The short rows of the data, as objects that refer to each other.
function unfold(data) {
  const actors = data.actors.map(([id, name, side, kind, description, reported, reports, stored]) => ({
    id,
    name,
    side,
    kind,
    description,
    reported,
    reports,
    stored,
    statements: [],
  }));
  const named = new Set(data.sums.map(([, outlet]) => data.outlets[outlet]).filter(Boolean));
  const grouped = (outlet) =>
    outlet < 0 || named.has(data.outlets[outlet]) ? data.outlets[outlet] || "" : "other outlets";
  const step = (month) => (month === null ? null : month - (month % data.grain)); // the first month of its month, quarter or year
  const stepName = (month) =>
    ({ 1: monthName(month), 3: `Q${(month % 12) / 3 + 1} ${Math.floor(month / 12)}`, 12: `${Math.floor(month / 12)}` })[
      data.grain
    ];
  const documents = data.documents.map(([title, outlet, day, origin, link]) => ({
    title,
    outlet: data.outlets[outlet] || "",
    group: grouped(outlet),
    day,
    month: step(monthOf(day)),
    origin,
    link,
  }));
  const paragraphs = data.paragraphs.map(([document, number, cutBefore, cutAfter, text]) => ({
    document: documents[document],
    number,
    cutBefore,
    cutAfter,
    text,
  }));
  const share = data.constants.stance_share;
  const statements = data.statements.map((row) => {
    const [id, actor, via, paragraph, stance, tone, relevance, repeats, spans, marks, evidence] = row;
    const optimism = share * stance + (1 - share) * tone;
    const weight = data.constants.weights[relevance];
    const statement = {
      id,
      actor: actors[actor],
      via,
      paragraph: paragraphs[paragraph],
      stance,
      tone,
      relevance,
      repeats,
      optimism,
      weight,
      spans: spans.map(([start, end, mode]) => ({ start, end, mode: ["quoted", "reported", "partly quoted"][mode] })),
      marks: marks.map(([start, end, cue]) => ({ start, end, kind: cue ? "cue" : "speaker" })),
      evidence: evidence.map(([start, end, frame, weight, operators]) => ({
        start,
        end,
        frame: data.frames[frame],
        weight,
        operators: data.operators[operators],
      })),
      get document() {
        return this.paragraph.document;
      },
      get counts() {
        return !via && !repeats;
      },
    };
    statement.actor.statements.push(statement);
    return statement;
  });
  const sums = data.sums.map(([who, outlet, month, ...numbers]) => ({
    actor: actors[who],
    side: who,
    group: data.outlets[outlet] || "",
    month,
    numbers,
  }));
  return { ...data, actors, documents, paragraphs, statements, sums, named, step, stepName };
}

// Months are counted from the year 0, so that they can be compared and subtracted.
function monthOf(day) {
  const [year, month] = day.split("-").map(Number);
  return day ? year * 12 + month - 1 : null;
}
const monthDate = (month) => new Date(Date.UTC(Math.floor(month / 12), month % 12, 1));
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const monthName = (month) => `${MONTHS[month % 12]} ${Math.floor(month / 12)}`;
const STEPS = { 1: "month", 3: "quarter", 12: "year" };
const dayName = (day) => (day ? `${Number(day.slice(8))} ${monthName(monthOf(day))}` : "undated");

const count = (number) => number.toLocaleString("en-GB");
const many = (number, word) => `${count(number)} ${word}${number === 1 ? "" : "s"}`;
const signed = (value, digits = 2) => {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : (value < 0 ? "\u2212" : "+") + text;
};
const leaning = (value, within) => (value > within ? "for" : value < -within ? "against" : "");

// The mean and its 90 % interval from added sums, as the macros mean_optimism and optimism_margin of
// sql/macros/optimism.sql have them; that the two agree is tested.
function meanOf(rows, constants) {
  const total = rows.reduce((sum, row) => sum.map((value, place) => value + row.numbers[place]), Array(8).fill(0));
  const [statements, squares, documents, weight, sum, sumOfSquares, supporting, opposing] = total;
  if (!statements) return null;
  const prior = constants.prior_statements;
  const effect = 1 + constants.likeness * (squares / statements - 1);
  const degrees = constants.spread_statements + statements / effect;
  const spread =
    constants.spread_statements * constants.prior_spread ** 2 + (sumOfSquares - sum ** 2 / (weight + prior)) / effect;
  const deviation = Math.sqrt(Math.max(spread, 0) / degrees / (prior + weight / effect));
  const margin = (1.6449 + 1.5239 / degrees + 1.4201 / degrees ** 2) * deviation;
  const mean = sum / (weight + prior);
  return {
    statements,
    documents,
    weight,
    mean,
    margin,
    low: Math.max(mean - margin, -1),
    high: Math.min(mean + margin, 1),
    supporting,
    opposing,
    neutral: statements - supporting - opposing,
  };
}

// A point a month in which something is said: the month alone, and the twelve months that end with it.
function timeline(rows, constants) {
  const months = Map.groupBy(
    rows.filter((row) => row.month !== null),
    (row) => row.month,
  );
  return [...months.keys()]
    .sort((one, other) => one - other)
    .map((month, place, heard) => ({
      month,
      date: monthDate(month),
      alone: meanOf(months.get(month), constants),
      year: meanOf(
        heard.filter((other) => other <= month && other > month - 12).flatMap((other) => months.get(other)),
        constants,
      ),
    }));
}
