// Starts widgets that Wagtail would start from inline scripts (see cms/core/admin/csp.py).
(function () {
  'use strict';
  function find(name) {
    return name.split('.').reduce(function (o, key) { return o && o[key]; }, window);
  }
  function start(el) {
    if (el.closest('template')) { return; }
    var make = el.getAttribute('data-xh-new'), call = el.getAttribute('data-xh-call');
    var fn = find(make || call);
    if (typeof fn !== 'function') { return; }
    var args = JSON.parse(el.getAttribute('data-xh-args') || '[]');
    el.removeAttribute('data-xh-new'); el.removeAttribute('data-xh-call');
    if (make) { new (Function.prototype.bind.apply(fn, [null].concat(args)))(); } else { fn.apply(null, args); }
  }
  function scan(root) {
    if (root.nodeType !== 1 && root.nodeType !== 9) { return; }
    if (root.matches && root.matches('[data-xh-new], [data-xh-call]')) { start(root); }
    root.querySelectorAll('[data-xh-new], [data-xh-call]').forEach(start);
  }
  // What Wagtail leaves without a name for screen readers: rich text, and the window of a chooser.
  function name(root) {
    if (root.nodeType !== 1 && root.nodeType !== 9) { return; }
    root.querySelectorAll('.public-DraftEditor-content:not([aria-label])').forEach(function (el) {
      var block = el.closest('[data-streamfield-child], .w-panel, [data-contentpath]');
      var label = block && block.querySelector('[data-panel-heading-text], .w-panel__heading, label');
      el.setAttribute('aria-label', label && label.textContent.replace('*', '').trim() || '正文');
    });
    root.querySelectorAll('#fileupload:not([aria-label])').forEach(function (el) { el.setAttribute('aria-label', '选择要上传的文件'); });
    root.querySelectorAll('.tagit-new input:not([aria-label])').forEach(function (el) { el.setAttribute('aria-label', '添加标签'); });
    root.querySelectorAll('.w-editing-sessions__session:not([aria-label])').forEach(function (el) { el.setAttribute('aria-label', '正在编辑的人'); });
    (root.matches && root.matches('.modal *') ? [root.closest('.modal')] : root.querySelectorAll('.modal')).forEach(function (el) {
      var label = el.querySelector('h1, h2');
      if (label) { el.setAttribute('aria-label', label.textContent.trim()); }
    });
  }
  // Jcrop asks whether touch is known by writing event attributes, which the content policy forbids.
  document.addEventListener('readystatechange', function () {
    if (!document.querySelector('.focal-point-chooser')) { return; }
    ['ontouchstart', 'ontouchmove', 'ontouchend'].forEach(function (name) {
      if (!(name in HTMLElement.prototype)) { HTMLElement.prototype[name] = null; }
    });
  });
  // Rich text reaches its field a quarter of a second after the last key: whoever saves sooner would lose what he typed, so
  // the form waits until it is there. Wagtail has locked the button by then, whose name says what was pressed. Whoever
  // presses Ctrl+S leaves the field, as with the mouse: nothing is typed into what is being sent, a tag is taken.
  // Pressed again meanwhile, or twice at once, it is sent once: as what was pressed last while it still waited. What a
  // chooser puts into a text comes as late.
  var LATE = 400, AGAIN = 2000, touched = -LATE, known = new WeakMap();
  ['keydown', 'input', 'paste', 'cut', 'drop', 'click', 'compositionend'].forEach(function (name) {
    window.addEventListener(name, function (event) {
      if (event.target.closest && event.target.closest('.Draftail-Editor__wrapper, .Draftail-Editor')) { touched = performance.now(); }
    }, true);
  });
  function changed(where) {
    if (where.closest && where.closest('.Draftail-Editor')) { touched = performance.now(); }
  }
  // Wagtail leaves the field of tags as it is while suggestions stand open below it.
  function leave(field) {
    if (field.matches('.tagit .ui-autocomplete-input')) { window.jQuery(field).autocomplete('close'); }
    field.blur();
  }
  // A button in a menu that was shut meanwhile is no part of the form any more: what it says is sent all the same.
  function send(form, button) {
    if (!button || button.form === form) { form.requestSubmit(button); return; }
    var said = document.createElement('input');
    said.type = 'hidden'; said.name = button.name; said.value = button.value;
    form.appendChild(said); form.requestSubmit();
  }
  window.addEventListener('submit', function (event) {
    var form = event.target, now = performance.now(), since = now - touched, its = known.get(form);
    if (form.method !== 'post' || form.closest('.modal, #upload-list')) { return; } // those are sent by scripts
    if (!its) { its = { sent: -AGAIN, waiting: false }; known.set(form, its); }
    its.last = event.submitter;
    var field = document.activeElement && document.activeElement.closest('.Draftail-Editor, .tagit');
    if (field) { leave(document.activeElement); }
    if (since >= LATE && !its.waiting && now - its.sent > AGAIN) { its.sent = now; return; }
    event.preventDefault(); event.stopImmediatePropagation();
    if (its.waiting || since >= LATE) { return; }
    its.waiting = true;
    setTimeout(function () {
      var button = its.last, locked = button && button.disabled;
      its.waiting = false;
      if (locked) { button.disabled = false; }
      send(form, button);
      if (locked) { button.disabled = true; }
    }, LATE - since);
  }, true);
  // An upload that the server could not take: its own sentence instead of the English name of the status.
  function say(event, data) {
    try { data.errorThrown = JSON.parse(data.jqXHR.responseText).error.message; } catch { data.errorThrown = data.errorThrown && '服务器没有收下这个文件，请稍后再试'; }
  }
  // What is typed into a date stays as it is typed, and the form says what is wrong with it: Wagtail's calendar would put
  // today, or another day, in its place as soon as one leaves the field.
  function leaveDates() {
    ['initDateChooser', 'initTimeChooser', 'initDateTimeChooser'].forEach(function (name) {
      var make = window[name];
      if (make) { window[name] = function (id, options) { return make(id, Object.assign({ validateOnBlur: false }, options)); }; }
    });
  }
  // On a phone a side panel covers the whole form: Wagtail would open the one that was looked at last.
  function closePanels() {
    if (window.innerWidth >= 800) { return; }
    try { localStorage.removeItem('wagtail:side-panel-open'); } catch { /* storage is off: nothing was kept */ }
  }
  // On the window, before Stimulus: it takes the contents of menus away, and a chooser looks for its buttons there.
  window.addEventListener('DOMContentLoaded', function () {
    leaveDates(); closePanels(); scan(document); name(document);
    if (window.jQuery) { window.jQuery(document).on('fileuploadfail', say); }
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        changed(change.target);
        change.addedNodes.forEach(function (added) { scan(added); name(added); });
      });
    }).observe(document.body, { childList: true, subtree: true });
  }, true);
}());
