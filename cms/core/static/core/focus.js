// Where the focus goes for whoever has no mouse. Wagtail leaves it at the top of the page when what was chosen in a window
// hides the button that opened it, and outside the list of blocks that a plus sign opens.
(function () {
  'use strict';
  var FRAMES = 30; // that a list may take to be drawn
  var opener = null, plus = null;
  function seen(el) { return el.getClientRects().length > 0; }
  function first(place, what) { return Array.prototype.find.call(place.querySelectorAll(what), seen); }
  function lost() { return document.activeElement === document.body; }
  function back() {
    var field = opener && lost() && opener.closest('.chooser');
    var to = field && first(field, 'button, a[href]');
    if (to) { to.focus(); }
  }
  function into(frames) {
    var box = first(document, '[data-tippy-root] input[role="combobox"]');
    if (box) { box.focus(); } else if (frames) { requestAnimationFrame(function () { into(frames - 1); }); }
  }
  function leave(frames) {
    if (lost()) { plus.focus(); } else if (frames) { requestAnimationFrame(function () { leave(frames - 1); }); }
  }
  document.addEventListener('focusin', function (event) {
    if (!event.target.closest('.modal')) { opener = event.target; }
  });
  document.addEventListener('click', function (event) {
    var pressed = event.target.closest('.c-sf-add-button');
    if (pressed && event.detail === 0) { plus = pressed; into(FRAMES); } // by a key
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape' || !plus || !event.target.closest('[data-tippy-root]')) { return; }
    leave(FRAMES);
  }, true);
  window.addEventListener('DOMContentLoaded', function () {
    if (window.jQuery) { window.jQuery(document).on('hidden.bs.modal', '.modal', function () { setTimeout(back, 0); }); }
  });
}());
