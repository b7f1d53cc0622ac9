// What a script was refused is said: Wagtail's choosers and its preview fall silent when one is signed out meanwhile.
(function () {
  'use strict';
  var fetchIt = window.fetch, ended = false, pressed = null;
  function say(text) {
    var detail = { clear: true, text: text, type: 'error' };
    document.dispatchEvent(new CustomEvent('w-messages:add', { detail: detail }));
  }
  function errorIn(text) { try { return JSON.parse(text).error || {}; } catch { return {}; } }
  // Once, however often the page asks in the background.
  function end(error) {
    if (error.code !== 'signed_out') { return false; }
    if (!ended) { ended = true; say(error.message); }
    return true;
  }
  // Wagtail locks the button while its window is on the way, and for ever where that does not come.
  function free() {
    if (!pressed || pressed.hasAttribute('data-force-disabled')) { return; }
    pressed.removeAttribute('disabled'); pressed.removeAttribute('data-w-progress-loading-value');
  }
  document.addEventListener('click', function (event) { pressed = event.target.closest('button, a'); }, true);
  window.fetch = function () {
    return fetchIt.apply(window, arguments).then(function (answer) {
      if (answer.ok) { ended = false; } else if (answer.status === 403) { answer.clone().text().then(errorIn).then(end); }
      return answer;
    });
  };
  window.addEventListener('DOMContentLoaded', function () {
    if (!window.jQuery) { return; }
    window.jQuery(document).on('ajaxError', function (_, answer, asked) {
      if (answer.statusText === 'abort') { return; }
      var error = errorIn(answer.responseText);
      ended = false; // somebody has just pressed it
      free();
      if (end(error) || asked.files) { return; } // an upload says it beside the file
      say(error.message || '没有连上服务器，或者它暂时忙不过来，请稍后再试。');
    });
  });
}());
