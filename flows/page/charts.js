// The charts, by Observable Plot. Colours are those of the page, so they follow light, dark and print.
"use strict";

const SIDES = {}; // by code, once the data are read
const LOOKS = [
  { kind: "first", colour: "var(--first)", dash: null, symbol: "circle", sign: "● ━━ " },
  { kind: "second", colour: "var(--second)", dash: "7 4", symbol: "triangle", sign: "▲ ╍╍ " },
];
const STYLE = { fontSize: "12px", background: "transparent", color: "var(--quiet)" };

// A line breaks where nothing was heard for a year: there is no knowing what lies between.
function broken(points) {
  return points.flatMap((point, place) => {
    const gap = place > 0 && point.month - points[place - 1].month > 12;
    return [...(gap ? [{ date: monthDate(point.month - 1), year: { mean: NaN, low: NaN, high: NaN } }] : []), point];
  });
}

const scale = (series) => {
  const reach = Math.max(
    ...series.flat().map((point) => Math.max(Math.abs(point.year.mean), Math.abs(point.alone.mean))),
  );
  return Math.min(1, Math.max(0.4, Math.ceil(reach * 10 + 0.5) / 10));
};

const mean = (point) => point.year.mean;

function marksOf(points, { colour, dash, symbol = "circle" }, largest) {
  const line = broken(points);
  return [
    Plot.areaY(line, {
      x: "date",
      y1: (point) => point.year.low,
      y2: (point) => point.year.high,
      fill: colour,
      fillOpacity: 0.13,
      clip: true,
    }),
    Plot.dot(points, {
      x: "date",
      y: (point) => point.alone.mean,
      r: (point) => Math.sqrt(point.alone.statements / largest) * 6 + 1.2,
      fill: colour,
      fillOpacity: 0.28,
      symbol,
    }),
    Plot.line(line, { x: "date", y: mean, stroke: colour, strokeWidth: 2.4, strokeDasharray: dash }),
  ];
}

function tipOf(point, name, page) {
  return (
    `${name}${page.stepName(point.month)}: ${signed(point.alone.mean)} in ${many(point.alone.statements, "statement")}\n` +
    `twelve months up to then: ${signed(point.year.mean)} (${signed(point.year.low)} to ${signed(point.year.high)})`
  );
}

// A drawing is one picture to a screen reader; its parts mean nothing alone.
function drawing(options) {
  const picture = Plot.plot(options);
  picture.setAttribute("role", "img");
  for (const part of picture.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  return picture;
}

function sidesChart(series, page, width) {
  const sides = Object.keys(series);
  const reach = scale(Object.values(series));
  const largest = Math.max(
    ...Object.values(series)
      .flat()
      .map((point) => point.alone.statements),
  );
  const ends = sides.map((side) => ({ side, ...series[side].at(-1) }));
  const all = sides.flatMap((side) => series[side].map((point) => ({ ...point, side })));
  return drawing({
    width,
    height: Math.max(240, Math.min(400, width * 0.42)),
    marginLeft: 44,
    marginRight: width < 500 ? 14 : 96,
    style: STYLE,
    ariaLabel: "Optimism of the two sides over time",
    ariaDescription: "Two lines; the figures stand in the table below the chart.",
    x: { type: "utc", label: null },
    y: {
      domain: [-reach, reach],
      tickFormat: (value) => signed(value, 1),
      ticks: 5,
      grid: true,
      label: "↑ for normal relations",
      labelArrow: false,
    },
    r: { type: "identity" },
    symbol: { type: "identity" },
    marks: [
      Plot.ruleY([0], { stroke: "var(--quiet)" }),
      sides.map((side) => marksOf(series[side], SIDES[side], largest)),
      width < 500
        ? null
        : Plot.text(ends, {
            x: "date",
            y: mean,
            text: (end) => SIDES[end.side].name,
            fill: (end) => SIDES[end.side].colour,
            textAnchor: "start",
            dx: 8,
            fontWeight: 700,
          }),
      Plot.tip(
        all,
        Plot.pointer({
          x: "date",
          y: mean,
          title: (point) => tipOf(point, `${SIDES[point.side].name}, `, page),
          fill: "var(--card)",
          stroke: "var(--quiet)",
        }),
      ),
    ],
    color: { type: "identity" },
  });
}

function actorChart(points, { reach, domain, colour, name, page }, width) {
  const largest = Math.max(...points.map((point) => point.alone.statements));
  return drawing({
    width,
    height: 132,
    marginLeft: 34,
    marginRight: 8,
    marginTop: 8,
    marginBottom: 22,
    style: { ...STYLE, fontSize: "11px" },
    ariaLabel: `Optimism of ${name} over time`,
    x: { type: "utc", domain, label: null, ticks: 3, tickSize: 3 },
    y: {
      domain: [-reach, reach],
      ticks: [-reach, 0, reach],
      tickFormat: (value) => signed(value, 1),
      tickSize: 0,
      label: null,
    },
    r: { type: "identity" },
    symbol: { type: "identity" },
    marks: [
      Plot.ruleY([0], { stroke: "var(--quiet)" }),
      marksOf(points, { colour, dash: null }, largest),
      Plot.tip(
        points,
        Plot.pointerX({
          x: "date",
          y: mean,
          title: (point) => tipOf(point, "", page),
          fill: "var(--card)",
          stroke: "var(--quiet)",
          fontSize: 11,
          lineWidth: 18,
        }),
      ),
    ],
  });
}

// The same figures as a table, for who does not see the chart, or wants to copy them.
function figuresTable(caption, page, series) {
  const rows = Object.entries(series).flatMap(([name, points]) =>
    points.map((point) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, page.stepName(point.month)),
        h("td", {}, name),
        h("td", { class: "num" }, signed(point.alone.mean)),
        h("td", { class: "num" }, count(point.alone.statements)),
        h("td", { class: "num" }, signed(point.year.mean)),
        h("td", { class: "num" }, `${signed(point.year.low)} to ${signed(point.year.high)}`),
      ),
    ),
  );
  return h(
    "details",
    { class: "figures" },
    h("summary", {}, "The figures as a table"),
    h(
      "div",
      { tabindex: 0, role: "region", "aria-label": caption },
      h(
        "table",
        {},
        h("caption", { class: "sr" }, caption),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["When", "Who", `This ${STEPS[page.grain]} alone`, "Statements", "Twelve months", "Likely range"].map(
              (name, place) => h("th", { scope: "col", class: place > 1 ? "num" : null }, name),
            ),
          ),
        ),
        h("tbody", {}, rows),
      ),
    ),
  );
}
