(() => {
  "use strict";
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const docs = all(".doc");
  const picks = Object.fromEntries(all(".bar select").map((pick) => [pick.name, pick]));
  const list = (text) => (text || "").split(" ");
  const persian = (number) => String(number).replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);

  // Lines and marks of a document are filtered only while it is open: there may be many of them.
  const narrow = (doc) => {
    const field = picks.field.value;
    const kept = new Set();
    for (const line of all(".line", doc)) {
      const stays = !field || list(line.dataset.fields).includes(field);
      line.classList.toggle("off", !stays);
      if (stays) kept.add(line.dataset.line);
    }
    for (const mark of all(".text .m", doc)) {
      mark.classList.toggle("dim", !list(mark.dataset.l).some((number) => kept.has(number)));
    }
  };
  const filter = () => {
    const field = picks.field.value;
    const tag = picks.tag.value;
    const variety = picks.variety.value;
    let count = 0;
    for (const doc of docs) {
      const stays = (!field || list(doc.dataset.fields).includes(field))
        && (!tag || JSON.parse(doc.dataset.tags).includes(tag))
        && (!variety || doc.dataset.variety === variety);
      doc.classList.toggle("off", !stays);
      if (stays) count += 1;
      if (doc.open) narrow(doc);
    }
    document.querySelector(".count").textContent = persian(count) + " متن";
  };
  for (const pick of Object.values(picks)) pick.addEventListener("change", filter);
  for (const doc of docs) {
    doc.addEventListener("toggle", () => { if (doc.open) narrow(doc); });
  }
  for (const button of all("[data-open]")) {
    button.addEventListener("click", () => {
      for (const doc of docs) {
        if (!doc.classList.contains("off")) doc.open = Boolean(button.dataset.open);
      }
    });
  }

  const clear = () => all(".on").forEach((node) => node.classList.remove("on"));
  const choose = (doc, number) => {
    clear();
    for (const mark of all(`.text .m[data-l~="${number}"]`, doc)) mark.classList.add("on");
    const line = doc.querySelector(`.line[data-line="${number}"]`);
    line.classList.add("on");
    return line;
  };
  const smooth = matchMedia("(prefers-reduced-motion: no-preference)").matches;
  const reach = (node, block) => node.scrollIntoView({ block, behavior: smooth ? "smooth" : "auto" });

  let last = null;
  let turn = 0;
  document.addEventListener("click", (event) => {
    const doc = event.target.closest(".doc");
    const link = event.target.closest("a.side");
    const mark = event.target.closest(".text .m");
    if (link) {
      event.preventDefault();
      const number = link.closest(".line").dataset.line;
      choose(doc, number);
      const text = doc.querySelector(`.text[data-side="${link.dataset.side}"]`);
      reach(text.querySelector(`.m[data-l~="${number}"]`), "center");
    } else if (mark && !String(getSelection())) {
      const numbers = list(mark.dataset.l).filter((number) =>
        !doc.querySelector(`.line[data-line="${number}"]`).classList.contains("off"));
      if (!numbers.length) return;
      turn = mark === last ? (turn + 1) % numbers.length : 0;
      last = mark;
      const line = choose(doc, numbers[turn]);
      const fold = line.closest(".rights");
      if (fold) fold.open = true;
      reach(line, "nearest");
    }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") clear(); });
  filter();
})();
