// Sends the chosen files one by one, shows how far each is, then asks what became of it. Without this the form posts all.
(function () {
  'use strict';
  var form = document.getElementById('xh-upload');
  if (!form || !window.FormData) { return; }
  var input = document.getElementById('xh-files'), panel = document.getElementById('xh-progress');
  var rows = panel.querySelector('[data-rows]'), summary = panel.querySelector('[data-summary]');
  var button = form.querySelector('[data-send]'), drop = form.querySelector('[data-drop]');
  var largest = Number(form.dataset.largest), queue = [], watched = {}, dropped = [], total = 0, done = 0, busy = false;
  form.querySelector('[data-hint]').hidden = false;
  form.querySelector('[data-plain]').hidden = true;

  function cell(row) { return row.appendChild(document.createElement('td')); }
  function megabytes(size) { return size < 1048576 ? Math.ceil(size / 1024) + ' KB' : (size / 1048576).toFixed(1) + ' MB'; }
  function addRow(file) {
    var row = rows.appendChild(document.createElement('tr')), name = cell(row), state = cell(row), reason = cell(row);
    name.textContent = file.name + '（' + megabytes(file.size) + '）';
    var bar = document.createElement('progress');
    bar.max = 1; bar.value = 0; bar.setAttribute('aria-label', file.name + ' 的上传进度');
    state.appendChild(bar);
    return { file: file, name: name, state: state, reason: reason, bar: bar };
  }
  function show(item, answer) {
    var tag = document.createElement('span');
    tag.className = 'xh-tag xh-tag--' + answer.tone;
    tag.textContent = answer.label;
    item.state.textContent = '';
    item.state.appendChild(tag);
    item.reason.textContent = answer.reason;
    if (answer.url && !item.name.querySelector('a')) {
      var link = document.createElement('a');
      link.href = answer.url; link.textContent = item.name.textContent;
      item.name.textContent = ''; item.name.appendChild(link);
    }
    if (answer.work && answer.tone === 'wait') { watched[answer.work] = item; } else { delete watched[answer.work]; }
    tell();
  }
  function fail(item, reason) { show(item, { label: '没有收下', tone: 'bad', reason: reason, work: 0, url: '' }); }
  function tell() {
    var waiting = Object.keys(watched).length, refused = rows.querySelectorAll('.xh-tag--bad').length;
    summary.textContent = busy ? '正在上传：' + done + ' / ' + total
      : waiting ? '上传完成，还有 ' + waiting + ' 个文件正在提取文字' : '全部处理完毕，共 ' + total + ' 个文件' + (refused ? '，其中 ' + refused + ' 个没有入库，原因见下表' : '');
  }
  function explain(status) {
    if (status === 0) { return '网络中断，没有传完。请检查网络后重新上传这个文件。'; }
    if (status === 403) { return '登录已失效，或没有上传的权限。请重新登录后再试。'; }
    if (status === 413) { return '文件过大，服务器没有接收。'; }
    return '服务器出错，没有收下这个文件。请稍后再试，仍不行请联系系统管理员。';
  }
  function next() {
    var item = queue.shift();
    if (!item) {
      busy = false; button.disabled = false; input.value = ''; dropped = [];
      tell(); watch();
      return;
    }
    if (item.file.size > largest) { done += 1; fail(item, '文件过大：' + form.dataset.size + '。'); next(); return; }
    if (!item.file.size) { done += 1; fail(item, '空文件：文件的大小是 0 字节。请检查原文件是否完好。'); next(); return; }
    var data = new FormData(form), request = new XMLHttpRequest();
    data.delete('files');
    data.append('files', item.file, item.file.name);
    request.open('POST', form.action);
    request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
    request.upload.addEventListener('progress', function (event) {
      if (event.lengthComputable) { item.bar.value = event.loaded / event.total; }
    });
    request.addEventListener('loadend', function () {
      var answer = null;
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
      done += 1;
      if (request.status === 200 && answer && answer.answers) { show(item, answer.answers[0]); }
      else if (answer && answer.error) { fail(item, answer.error.message); }
      else { fail(item, explain(request.status)); }
      tell(); next();
    });
    request.send(data);
  }
  function watch() {
    var ids = Object.keys(watched);
    if (!ids.length) { return; }
    fetch(form.dataset.status + '?ids=' + ids.slice(0, 500).join(','), { headers: { 'X-Requested-With': 'XMLHttpRequest' }, credentials: 'same-origin' })
      .then(function (response) { return response.ok ? response.json() : { answers: [] }; })
      .then(function (found) {
        found.answers.forEach(function (answer) { if (watched[answer.work]) { show(watched[answer.work], answer); } });
      })
      .catch(function () { /* asked again in a moment */ })
      .then(function () { if (!busy) { window.setTimeout(watch, 2000); } });
  }
  form.addEventListener('submit', function (event) {
    var files = dropped.length ? dropped : Array.prototype.slice.call(input.files);
    event.preventDefault();
    if (busy) { return; }
    panel.hidden = false;
    panel.scrollIntoView({ block: 'center' });
    if (!files.length) { summary.textContent = '请先选择要上传的文件。'; input.focus(); return; }
    if (form.querySelector('[name=level][value=restricted]:checked') && !form.querySelector('[name=groups]:checked')) {
      summary.textContent = '选了“限定”，请至少勾选一个组。'; return;
    }
    rows.textContent = ''; watched = {};
    total = files.length; done = 0; busy = true; button.disabled = true;
    queue = files.map(addRow);
    tell(); next();
  });
  ['dragover', 'dragleave', 'drop'].forEach(function (name) {
    drop.addEventListener(name, function (event) {
      event.preventDefault();
      drop.classList.toggle('xh-drop--over', name === 'dragover');
      if (name === 'drop' && event.dataTransfer.files.length) {
        dropped = Array.prototype.slice.call(event.dataTransfer.files);
        form.querySelector('[data-hint]').textContent = '已拖入 ' + dropped.length + ' 个文件，点“开始上传”。';
      }
    });
  });
  input.addEventListener('change', function () { dropped = []; });
  window.addEventListener('beforeunload', function (event) { if (busy) { event.preventDefault(); } });
}());
