/* The network as a graph of forces, where there is JavaScript. It begins on a circle in the order
   of the matrix and runs a fixed number of steps, so that the same data give the same picture.
   The matrix and the list below it tell the same without it. */
(function () {
  "use strict";
  var figure = document.querySelector(".net");
  if (!figure || !window.d3) { return; }
  var small = figure.clientWidth < 600;
  var WIDTH = small ? 440 : 960, HEIGHT = small ? 520 : 560, NODES = small ? 18 : 40;
  var STEPS = 350, EDGE = 26;
  var names = {};
  [].forEach.call(document.querySelectorAll(".names [data-code]"), function (item) {
    names[item.dataset.code] = item.textContent;
  });
  d3.json(figure.dataset.twin, function (error, page) {
    if (!error && page.ties.length) { draw(page); } else { figure.classList.remove("live"); }
  });
  figure.classList.add("live");  // its room is taken before the data are there

  function draw(page) {
    var order = page.order.concat(page.nodes.map(function (node) { return node.code; }));
    var kept = [];
    order.forEach(function (code) {
      if (kept.indexOf(code) < 0 && kept.length < NODES) { kept.push(code); }
    });
    var stories = {};
    page.nodes.forEach(function (node) { stories[node.code] = node.stories; });
    var nodes = kept.map(function (code, n) {
      var turn = 2 * Math.PI * n / kept.length;
      return { code: code, stories: stories[code],
        x: WIDTH * (0.5 + 0.3 * Math.cos(turn)), y: HEIGHT * (0.5 + 0.36 * Math.sin(turn)) };
    });
    var most = d3.max(page.ties, function (tie) { return tie.stories; });
    var links = [];
    page.ties.forEach(function (tie, n) {
      var a = kept.indexOf(tie.a), b = kept.indexOf(tie.b);
      if (a >= 0 && b >= 0) {
        links.push({ source: a, target: b, tie: tie, style: page.styles[n] });
      }
    });
    var radius = d3.scale.sqrt().domain([0, d3.max(nodes, function (d) { return d.stories; })])
      .range([4, 17]);
    var thick = d3.scale.sqrt().domain([0, most]).range([0.8, 9]);
    var force = d3.layout.force().nodes(nodes).links(links).size([WIDTH, HEIGHT])
      .charge(-620).gravity(0.16).friction(0.8)
      .linkStrength(function (d) { return 0.1 + 0.5 * d.tie.stories / most; })
      .linkDistance(function (d) { return 170 - 70 * Math.sqrt(d.tie.stories / most); });
    force.start();
    for (var step = 0; step < STEPS; step += 1) { force.tick(); }
    force.stop();
    fit(nodes);

    var svg = d3.select(".force").attr("viewBox", "0 0 " + WIDTH + " " + HEIGHT);
    var view = svg.append("g");
    var zoom = d3.behavior.zoom().scaleExtent([0.7, 5]).on("zoom", function () {
      view.attr("transform", "translate(" + d3.event.translate + ")scale(" + d3.event.scale + ")");
    });
    svg.call(zoom);
    var wheel = svg.on("wheel.zoom");
    svg.on("wheel.zoom", function () {  // a plain wheel scrolls the page
      if (d3.event.ctrlKey || d3.event.metaKey) { wheel.apply(this, arguments); }
    });
    svg.on("touchstart.zoom", null);

    var ties = view.append("g").attr("aria-hidden", "true").selectAll("a").data(links).enter()
      .append("a").attr("tabindex", -1)
      .attr("xlink:href", function (d) { return "/dyads/" + d.tie.a + "/" + d.tie.b; });
    ties.append("title").text(function (d) {
      return names[d.tie.a] + " – " + names[d.tie.b] + ": " + d.tie.stories +
        " (○ " + d.tie.cooperation + ", △ " + d.tie.conflict + ")";
    });
    ties.append("path").attr("class", function (d) { return "tie " + d.style; })
      .attr("stroke-width", function (d) { return thick(d.tie.stories); });
    var dots = view.append("g").selectAll("a").data(nodes).enter().append("a")
      .attr("xlink:href", function (d) { return "/actors/" + d.code; })
      .attr("aria-label", function (d) { return names[d.code]; });
    dots.append("circle").attr("r", function (d) { return radius(d.stories); });
    dots.append("text").text(function (d) { return names[d.code]; })
      .attr("y", function (d) { return -radius(d.stories) - 4; }).attr("text-anchor", "middle");
    place();
    dots.on("mouseenter", near).on("focus", near).on("mouseleave", all).on("blur", all);
    dots.call(d3.behavior.drag().on("dragstart", function () {
      d3.event.sourceEvent.stopPropagation();
    }).on("drag", function (d) {
      d.x = Math.max(EDGE, Math.min(WIDTH - EDGE, d3.event.x));
      d.y = Math.max(EDGE, Math.min(HEIGHT - EDGE, d3.event.y));
      place();
    }));

    function place() {
      ties.select("path").attr("d", function (d) {
        return "M" + d.source.x + " " + d.source.y + "L" + d.target.x + " " + d.target.y;
      });
      dots.attr("transform", function (d) { return "translate(" + d.x + " " + d.y + ")"; });
    }

    function near(own) {
      var around = {};
      around[own.code] = true;
      links.forEach(function (d) {
        if (d.source === own) { around[d.target.code] = true; }
        if (d.target === own) { around[d.source.code] = true; }
      });
      ties.classed("faint", function (d) { return d.source !== own && d.target !== own; });
      dots.classed("faint", function (d) { return !around[d.code]; });
    }

    function all() { ties.classed("faint", false); dots.classed("faint", false); }
  }

  function fit(nodes) {  // the whole graph inside the frame
    ["x", "y"].forEach(function (axis) {
      var room = axis === "x" ? WIDTH : HEIGHT, edge = axis === "x" ? 70 : 34;
      var ends = d3.extent(nodes, function (d) { return d[axis]; });
      var size = Math.max(ends[1] - ends[0], 1), share = Math.min((room - 2 * edge) / size, 1.6);
      nodes.forEach(function (d) {
        d[axis] = room / 2 + (d[axis] - (ends[0] + ends[1]) / 2) * share;
      });
    });
  }
}());
