/* The chart of a relation, where there is JavaScript: zoom and pan along time, what the level was
   on a day, tips, a click from a week to its stories. The drawing itself is the server's. */
(function () {
  "use strict";
  var box = document.querySelector(".charts");
  if (!box || !window.d3) { return; }
  var figure = box.parentNode;
  var readout = figure.querySelector(".readout");
  var zooms = figure.querySelector(".zooms");
  var tooltip = document.createElement("div");
  var weeks = null;
  tooltip.className = "tooltip";
  tooltip.hidden = true;
  tooltip.setAttribute("aria-hidden", "true");
  box.appendChild(tooltip);
  readout.hidden = false;
  zooms.hidden = false;
  readout.parentNode.classList.add("live");

  var charts = [].map.call(box.querySelectorAll("svg.chart"), enhance);
  [].forEach.call(zooms.querySelectorAll("button"), function (button) {
    button.addEventListener("click", function () {
      charts.forEach(function (chart) { chart.act(button.className); });
    });
  });
  d3.json(box.dataset.twin, function (error, page) {
    if (!error) { weeks = page.course; }
  });

  function text(key, values) {
    return key.replace(/%\((\w+)\)/g, function (_, name) { return values[name]; });
  }

  function enhance(node) {
    var svg = d3.select(node);
    var left = +node.dataset.left, right = +node.dataset.right;
    var top = +node.dataset.top, foot = +node.dataset.foot;
    var first = day(node.dataset.first), last = day(node.dataset.last);
    var whole = d3.time.scale.utc().domain([first, last]).range([left, right]);
    var time = whole.copy();
    var days = svg.select(".days");
    var below = days.select("path").empty() ? "" : days.select("path").attr("d");
    var label = days.select("text").empty() ? foot : days.select("text").attr("y");
    var original = days.html ? days.html() : "";
    var ticks = (right - left) / 90;
    var most = Math.max(1, (last - first) / (30 * 864e5));
    var zoom = d3.behavior.zoom().x(time).scaleExtent([1, most]).on("zoom", moved);
    var hair = svg.append("path").attr("class", "cross-hair").attr("aria-hidden", "true");

    svg.call(zoom);
    var wheel = svg.on("wheel.zoom");
    svg.on("wheel.zoom", function () {  // a plain wheel scrolls the page
      if (d3.event.ctrlKey || d3.event.metaKey || d3.event.shiftKey) { wheel.apply(this, arguments); }
    });
    svg.on("touchstart.zoom", null).on("dblclick.zoom", null);
    svg.on("mousemove.read", read).on("mouseleave.read", quiet).on("click.read", open);
    svg.selectAll("a").each(function () {
      var title = d3.select(this).select("title");
      if (title.empty()) { return; }
      this.setAttribute("data-tip", title.text());
      if (!this.hasAttribute("aria-label")) { this.setAttribute("aria-label", title.text()); }
      title.remove();
    }).on("mouseenter.tip", tip).on("focus.tip", tip).on("mouseleave.tip", untip).on("blur.tip", untip);

    function moved() {
      var scale = zoom.scale();
      var to = zoom.translate()[0];
      var low = right - right * scale;
      to = Math.max(low, Math.min(left - left * scale, to));
      zoom.translate([to, 0]);
      place(scale, to);
    }

    function place(scale, to) {
      svg.select(".stretched").attr("transform", "translate(" + to + " 0)scale(" + scale + " 1)");
      svg.selectAll(".at").each(function () {
        var own = d3.select(this).attr("transform");
        var y = /\([^ ,]+[ ,]+([^)]+)\)/.exec(own)[1];
        var x = scale * this.getAttribute("data-x") + to;
        this.setAttribute("transform", "translate(" + x + " " + y + ")");
      });
      svg.selectAll(".lasts").attr("d", function () {
        return "M0 0H" + scale * this.getAttribute("data-width");
      });
      svg.selectAll(".turn .sure").attr("d", function () {
        return "M" + scale * this.getAttribute("data-from") + " " + this.getAttribute("data-y") +
          "H" + scale * this.getAttribute("data-to");
      });
      svg.selectAll(".bars rect").each(function () {
        this.setAttribute("x", scale * this.getAttribute("data-x") + to);
        this.setAttribute("width", Math.max(0.5, scale * this.getAttribute("data-width")));
      });
      if (scale === 1) { days.html(original); return; }
      days.selectAll("g").remove();
      time.ticks(ticks).forEach(function (each) {
        var x = time(each);
        if (x < left || x > right - 20) { return; }
        var group = days.append("g").attr("transform", "translate(" + x + " 0)");
        group.append("path").attr("class", "grid").attr("d", below);
        group.append("text").attr("class", "tick mid").attr("y", label).text(short(each));
      });
    }

    function act(what) {
      var scale = zoom.scale(), to = zoom.translate()[0], middle = (left + right) / 2;
      var wide = right - left;
      if (what === "reset") { scale = 1; to = 0; }
      if (what === "in" || what === "out") {
        var next = Math.max(1, Math.min(most, scale * (what === "in" ? 1.6 : 1 / 1.6)));
        to = middle - (middle - to) / scale * next;
        scale = next;
      }
      if (what === "back") { to += wide / 3; }
      if (what === "on") { to -= wide / 3; }
      to = Math.max(right - right * scale, Math.min(left - left * scale, to));
      if (scale === 1) { to = 0; }
      zoom.scale(scale).translate([to, 0]);
      place(scale, to);
    }

    function week() {
      if (!weeks || !weeks.days.length) { return -1; }
      var at = d3.mouse(node);
      if (at[0] < left || at[0] > right || at[1] < top || at[1] > foot) { return -1; }
      return Math.max(0, d3.bisectRight(weeks.days, iso(time.invert(at[0]))) - 1);
    }

    function read() {
      var found = week();
      if (found < 0) { quiet(); return; }
      var x = d3.mouse(node)[0];
      hair.attr("d", "M" + x + " " + top + "V" + foot);
      readout.textContent = text(box.dataset.readout, {
        day: weeks.days[found], level: number(weeks.level[found]), low: number(weeks.low[found]),
        high: number(weeks.high[found]), stories: Math.round(weeks.weight[found])
      });
    }

    function quiet() { hair.attr("d", null); readout.textContent = ""; }

    function open() {
      var found = week();
      if (found < 0 || d3.event.defaultPrevented || d3.event.target.closest("a")) { return; }
      var start = day(weeks.days[found]);
      var end = new Date(+start + 6 * 864e5);
      location.href = box.dataset.list + "&since=" + iso(start) + "&until=" + iso(end);
    }

    return { act: act };
  }

  function tip() {
    var own = this.getBoundingClientRect(), frame = box.getBoundingClientRect();
    tooltip.textContent = this.getAttribute("data-tip");
    tooltip.hidden = false;
    var x = own.left + own.width / 2 - frame.left - tooltip.offsetWidth / 2;
    tooltip.style.left = Math.max(0, Math.min(frame.width - tooltip.offsetWidth, x)) + "px";
    tooltip.style.top = own.top - frame.top - tooltip.offsetHeight - 6 + "px";
  }

  function untip() { tooltip.hidden = true; }
  function day(text) { return new Date(text + "T00:00:00Z"); }
  function iso(date) { return date.toISOString().slice(0, 10); }
  function short(date) {
    var whole = iso(date);
    if (whole.slice(5) === "01-01") { return whole.slice(0, 4); }
    return whole.slice(8) === "01" ? whole.slice(0, 7) : whole;
  }
  function number(value) {
    var own = value.toLocaleString(document.documentElement.lang,
      { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return (value > 0 ? "+" : "") + own.replace("-", "\u2212");
  }
}());
