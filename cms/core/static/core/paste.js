// Pasted from Word or a web page: the editor runs the cells of a table together, drops headings it has not, and takes
// scripts for text. Here each row becomes a line, headings those of the editor, and the person is told what is left out.
(function () {
  'use strict';
  var TABLE = '粘贴的内容里有表格：每行成了一段，各格用“|”隔开。要做成表格，请用“表格”积木。';
  var PICTURE = '粘贴的内容里有图片，没有带过来，请用“图片”积木添加。';
  function lines(table) {
    return Array.prototype.map.call(table.rows, function (row) {
      var cells = Array.prototype.map.call(row.cells, function (cell) { return cell.textContent.replace(/\s+/g, ' ').trim(); });
      var line = document.createElement('p');
      line.textContent = cells.join(' | ');
      return line;
    });
  }
  function tidy(page) {
    page.querySelectorAll('script, style, noscript, template').forEach(function (el) { el.remove(); });
    Array.prototype.reverse.call(Array.from(page.querySelectorAll('table'))).forEach(function (table) {
      table.replaceWith.apply(table, lines(table));
    });
    page.querySelectorAll('h1, h2').forEach(function (old) {
      var heading = page.createElement('h3');
      heading.append.apply(heading, old.childNodes);
      old.replaceWith(heading);
    });
  }
  function tell(text) {
    document.dispatchEvent(new CustomEvent('w-messages:add', { detail: { text: text, type: 'warning' } }));
  }
  document.addEventListener('paste', function (event) {
    var editor = event.target.closest && event.target.closest('.public-DraftEditor-content');
    var html = editor && event.clipboardData && event.clipboardData.getData('text/html');
    if (!html || event.isTidied || !/<(table|h1|h2|script|style|img)\b/i.test(html)) { return; }
    var page = new DOMParser().parseFromString(html, 'text/html');
    var notes = [page.querySelector('table') && TABLE, page.querySelector('img') && PICTURE].filter(Boolean);
    tidy(page);
    var fresh = new DataTransfer();
    fresh.setData('text/html', page.body.innerHTML);
    fresh.setData('text/plain', page.body.textContent);
    var again = new ClipboardEvent('paste', { clipboardData: fresh, bubbles: true, cancelable: true });
    again.isTidied = true;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.dispatchEvent(again);
    notes.forEach(tell);
  }, true);
}());
