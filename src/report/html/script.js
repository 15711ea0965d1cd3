'use strict';
(function () {
  var root = document.documentElement;
  root.classList.add('js');

  document.querySelectorAll('.maps').forEach(function (maps) {
    var figures = maps.querySelectorAll('.panels figure');
    var slider = maps.querySelector('[data-slider]');
    var output = maps.querySelector('output');
    function show() {
      figures.forEach(function (figure, index) { figure.classList.toggle('on', index === Number(slider.value)); });
      var label = figures[slider.value].querySelector('figcaption').textContent;
      output.textContent = label;
      slider.setAttribute('aria-valuetext', label);
    }
    slider.addEventListener('input', show);
    show();
    maps.querySelectorAll('[data-layer]').forEach(function (box) {
      box.addEventListener('change', function () { maps.classList.toggle('no-' + box.dataset.layer, !box.checked); });
    });
  });

  function pin(rows) {
    document.querySelectorAll('.pin').forEach(function (old) { old.remove(); });
    document.querySelectorAll('.map').forEach(function (map) {
      rows.forEach(function (row) {
        var ring = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
        ring.setAttribute('class', 'pin');
        ring.setAttribute('r', '13');
        ring.setAttribute('cx', row.dataset.x);
        ring.setAttribute('cy', row.dataset.y);
        map.appendChild(ring);
      });
    });
  }

  document.querySelectorAll('[data-search]').forEach(function (field) {
    var rows = document.querySelectorAll('#' + field.dataset.search + ' tbody tr');
    var found = field.parentElement.querySelector('[data-found]');
    field.addEventListener('input', function () {
      var wanted = field.value.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
      var shown = [];
      rows.forEach(function (row) {
        var text = row.textContent.normalize('NFKC').toLowerCase();
        row.hidden = !wanted.every(function (word) { return text.includes(word); });
        if (!row.hidden) shown.push(row);
      });
      found.textContent = wanted.length ? shown.length + ' ' + found.dataset.found : '';
      pin(wanted.length && shown.length <= 40 ? shown.filter(function (row) { return row.dataset.x; }) : []);
    });
  });
})();
