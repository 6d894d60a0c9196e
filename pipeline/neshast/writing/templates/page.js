(() => {
  "use strict";
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const marks = all("#raw .m");
  const cards = new Map(all(".card").map((card) => [card.dataset.fact, card]));
  const pieces = new Map();
  const off = new Set();
  for (const mark of marks) {
    for (const fact of mark.dataset.f.split(" ")) {
      if (!pieces.has(fact)) pieces.set(fact, []);
      pieces.get(fact).push(mark);
    }
  }
  let timer = 0;
  let last = null;
  let turn = 0;

  const clear = (name) => all("." + name).forEach((node) => node.classList.remove(name));
  const paint = (facts, name) => {
    clear(name);
    for (const fact of facts) {
      const card = cards.get(fact);
      if (!card || off.has(card.dataset.family)) continue;
      card.classList.add(name);
      for (const mark of pieces.get(fact) || []) mark.classList.add(name);
    }
  };
  const reach = (node, always) => {
    if (!node) return;
    const pane = node.closest("main, aside");
    const box = node.getBoundingClientRect();
    const edge = getComputedStyle(pane).overflowY === "auto"
      ? pane.getBoundingClientRect() : { top: 0, bottom: innerHeight };
    if (!always && box.top >= edge.top && box.bottom <= edge.bottom) return;
    node.scrollIntoView({ block: "center" });
  };
  const toText = (fact, at) => {
    paint([fact], "on");
    reach(at || (pieces.get(fact) || [])[0], true);
  };
  const toCard = (fact) => {
    paint([fact], "on");
    reach(cards.get(fact), false);
  };
  const later = (step) => { clearTimeout(timer); timer = setTimeout(step, 450); };

  for (const [fact, card] of cards) {
    card.addEventListener("mouseenter", () => {
      paint([fact], "hot");
      later(() => reach((pieces.get(fact) || [])[0], false));
    });
    card.addEventListener("mouseleave", () => { clearTimeout(timer); clear("hot"); });
    card.addEventListener("focusin", () => paint([fact], "hot"));
    card.addEventListener("click", (event) => {
      if (event.target.closest("summary") || String(getSelection())) return;
      const link = event.target.closest("a.place");
      if (link) event.preventDefault();
      toText(fact, link && document.getElementById("t" + link.dataset.at));
    });
  }
  for (const link of all("[data-card]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      toText(link.dataset.card);
      reach(cards.get(link.dataset.card), true);
    });
  }

  const shown = (mark) => mark.dataset.f.split(" ")
    .filter((fact) => cards.has(fact) && !off.has(cards.get(fact).dataset.family));
  const open = (mark) => {
    const facts = shown(mark);
    if (!facts.length) return;
    turn = mark === last ? (turn + 1) % facts.length : 0;
    last = mark;
    toCard(facts[turn]);
  };
  const raw = document.getElementById("raw");
  const over = (event) => event.target.closest("#raw .m");
  raw.addEventListener("mouseover", (event) => {
    const mark = over(event);
    if (!mark) return;
    const facts = shown(mark);
    paint(facts, "hot");
    later(() => reach(cards.get(facts[0]), false));
  });
  raw.addEventListener("mouseleave", () => { clearTimeout(timer); clear("hot"); });
  raw.addEventListener("click", (event) => {
    const mark = over(event);
    if (mark && !String(getSelection())) { focusOn(mark); open(mark); }
  });

  // One tab stop for the text; the arrow keys go from match to match, Enter opens its card.
  let current = null;
  const focusOn = (mark) => {
    if (current) current.tabIndex = -1;
    current = mark;
    mark.tabIndex = 0;
    mark.focus({ preventScroll: true });
    reach(mark, false);
  };
  for (const mark of marks) {
    mark.setAttribute("role", "button");
    mark.tabIndex = -1;
  }
  if (marks.length) { current = marks[0]; current.tabIndex = 0; }
  raw.addEventListener("keydown", (event) => {
    const mark = over(event);
    if (!mark) return;
    const steps = { ArrowLeft: 1, ArrowDown: 1, ArrowRight: -1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      let i = marks.indexOf(mark);
      do i += steps[event.key]; while (marks[i] && !shown(marks[i]).length);
      if (marks[i]) { focusOn(marks[i]); paint(shown(marks[i]), "hot"); }
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open(mark);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { clear("on"); clear("hot"); }
  });

  const chips = all(".chip");
  const filter = () => {
    off.clear();
    for (const chip of chips) {
      if (chip.getAttribute("aria-pressed") === "false") off.add(chip.dataset.family);
    }
    for (const node of all("aside [data-family]")) {
      node.classList.toggle("off", off.has(node.dataset.family));
    }
    for (const mark of marks) {
      const fills = (mark.dataset.b || "").split(" ").filter((name) => name && !off.has(name));
      const lines = (mark.dataset.l || "").split(" ").filter((name) => name && !off.has(name));
      const kept = ["on", "hot"].filter((name) => mark.classList.contains(name));
      mark.className = ["m", ...fills.slice(0, 1).map((name) => "b b-" + name),
        ...fills.slice(1, 2).map((name) => "o-" + name),
        ...lines.slice(0, 3).map((name, i) => "l" + (i + 1) + "-" + name), ...kept].join(" ");
    }
  };
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") === "false"));
      filter();
    });
  }
  for (const button of all("[data-all]")) {
    button.addEventListener("click", () => {
      for (const chip of chips) chip.setAttribute("aria-pressed", button.dataset.all);
      filter();
    });
  }
})();
