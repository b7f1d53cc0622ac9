// What was chosen in a window hides the button that opened it, and the focus would stand at the top of the page: whoever has
// no mouse would walk through the whole form again. Another button of the same field takes it.
(function () {
  'use strict';
  var opener = null;
  function seen(el) { return el.getClientRects().length > 0; }
  function back() {
    var field = opener && document.activeElement === document.body && opener.closest('.chooser');
    var to = field && Array.prototype.find.call(field.querySelectorAll('button, a[href]'), seen);
    if (to) { to.focus(); }
  }
  document.addEventListener('focusin', function (event) {
    if (!event.target.closest('.modal')) { opener = event.target; }
  });
  window.addEventListener('DOMContentLoaded', function () {
    if (window.jQuery) { window.jQuery(document).on('hidden.bs.modal', '.modal', function () { setTimeout(back, 0); }); }
  });
}());
