// The page as a whole: it goes where the address says, and does what the reader does to the filters.
"use strict";

function follow() {
  const fragment = location.hash.slice(1);
  if (fragment && !fragment.includes("=")) return; // a place in the page, such as that of the skip link
  const asked = readAddress();
  const statement =
    asked.statement?.length >= 6 &&
    page.statements.find(({ id }) => asked.statement.startsWith(id) || id.startsWith(asked.statement));
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
    $("status").textContent =
      `The statement ${asked.statement} is not on this page; “detente explain ${asked.statement}” shows it.`;
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
  form.elements.outlet.append(
    h("option", { value: "" }, "All"),
    ...[...page.named].sort().map((outlet) => h("option", { value: outlet }, outlet)),
  );
  form.elements.outlet.parentElement.hidden = !page.named.size; // nothing to choose from
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
  addEventListener("resize", () => {
    if (innerWidth !== width) {
      width = innerWidth;
      const found = picked();
      drawSides(found.sides);
      drawLines(found.ranked);
    }
  });
}

async function main() {
  page = unfold(await readData($("data")));
  page.pair.forEach(([side, adjective], place) => {
    SIDES[side] = { ...LOOKS[place], name: `${adjective} side` };
  });
  const stored = page.actors.reduce((sum, actor) => sum + actor.stored, 0);
  const most = Math.max(
    0,
    ...page.actors.filter((actor) => actor.stored > actor.statements.length).map((actor) => actor.statements.length),
  );
  $("kept").textContent =
    page.statements.length < stored
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
