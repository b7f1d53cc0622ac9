// The editor for rich text draws <style> elements: they get this answer's nonce, so that the policy need not allow all.
(function () {
  'use strict';
  var nonce = document.currentScript.nonce, make = document.createElement;
  document.createElement = function () {
    var made = make.apply(document, arguments);
    if (made.localName === 'style') { made.nonce = nonce; }
    return made;
  };
}());
