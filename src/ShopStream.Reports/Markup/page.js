(function () {
  "use strict";
  var all = function (selector, root) { return Array.from((root || document).querySelectorAll(selector)); };
  var byId = function (id) { return document.getElementById(id); };

  function openTarget() {
    var target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target) { return; }
    if (target.hidden) { reset(); }
    for (var e = target; e; e = e.parentElement) { if (e.tagName === "DETAILS") { e.open = true; } }
    target.scrollIntoView();
  }

  var filter = byId("filter");
  var scenarios = all(".scenario").map(function (e) {
    return { e: e, outcome: e.dataset.outcome, tags: (e.dataset.tags || "").split(" "), owners: (e.dataset.owners || "").split(" "), text: null };
  });

  function reset() {
    if (!filter) { return; }
    filter.reset();
    apply();
  }

  function apply() {
    var outcome = byId("by-outcome").value, tag = byId("by-tag").value, owner = byId("by-owner").value;
    var words = byId("by-text").value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    scenarios.forEach(function (s) {
      if (words.length) { s.text = s.text || (s.e.textContent + " " + s.e.closest(".feature").querySelector("h4").textContent + " " + s.e.closest(".subject").querySelector("h3").textContent).toLowerCase(); }
      var tests = [
        outcome === "" || s.outcome === outcome || (outcome === "rest" ? s.outcome !== "passed" : false),
        tag === "" || s.tags.includes(tag),
        owner === "" || s.owners.includes(owner),
        words.every(function (w) { return s.text.includes(w); })];
      s.e.hidden = tests.includes(false);
      if (!s.e.hidden) { shown += 1; }
    });
    all(".feature, .subject").forEach(function (f) { f.hidden = all(".scenario:not([hidden])", f).length === 0; });
    byId("shown").textContent = shown === scenarios.length ? "All " + shown + " are shown." : shown + " of " + scenarios.length + " are shown.";
    byId("shown").textContent += byId("shown").dataset.more || "";
  }

  if (filter) {
    filter.hidden = false;
    filter.addEventListener("input", apply);
    filter.addEventListener("submit", function (event) { event.preventDefault(); });
    filter.addEventListener("reset", function () { setTimeout(apply); });
    apply();
  }

  function copy(text, node) {
    var range = document.createRange();
    range.selectNodeContents(node);
    var fallback = function () {
      var selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      return document.execCommand("copy");
    };
    return navigator.clipboard ? navigator.clipboard.writeText(text).then(function () { return true; }, fallback) : Promise.resolve(fallback());
  }

  all("[data-copy]").forEach(function (code) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy " + code.dataset.copy);
    button.addEventListener("click", function () {
      copy(code.textContent, code).then(function (done) {
        button.textContent = done ? "Copied" : "Press Ctrl+C";
        setTimeout(function () { button.textContent = "Copy"; }, 2000);
      });
    });
    var holder = code.closest("pre") || code;
    holder.insertAdjacentElement(holder === code ? "afterend" : "beforebegin", button);
  });

  function valueOf(cell) {
    var text = cell.textContent.trim(), number = Number(text.replace(/\u2212/g, "-").replace(/[^0-9.\-]/g, ""));
    return /[0-9]/.test(text) ? (isNaN(number) ? text : number) : text;
  }

  all("table.sortable").forEach(function (table) {
    all("thead th", table).forEach(function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        all("thead th", table).forEach(function (h) { h.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var body = table.tBodies[0];
        var rows = Array.from(body.rows).map(function (row) { return { row: row, value: valueOf(row.cells[column]) }; });
        rows.sort(function (a, b) {
          var order = typeof a.value === "number" ? (typeof b.value === "number" ? a.value - b.value : -1) : (typeof b.value === "number" ? 1 : a.value.localeCompare(b.value));
          return down ? -order : order;
        });
        rows.forEach(function (r) { body.appendChild(r.row); });
      });
    });
  });

  addEventListener("hashchange", openTarget);
  openTarget();
})();
