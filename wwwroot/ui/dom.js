// Building DOM. Everything shown comes from strangers (stream names, addresses), so text is only ever set as text:
// there is no way through this module to markup, and attributes are set by name from fixed call sites.

/** Makes an element. Props: class, text, on{event: handler}, data{}, anything else is an attribute; false and null are left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }

    if (name === 'class') {
      node.className = value;
    } else if (name === 'text') {
      node.textContent = value;
    } else if (name === 'on') {
      for (const [event, handler] of Object.entries(value)) {
        node.addEventListener(event, handler);
      }
    } else if (name === 'data') {
      Object.assign(node.dataset, value);
    } else {
      node.setAttribute(name, value === true ? '' : value);
    }
  }

  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** Sets text only when it differs: a second's refresh of a thousand rows must not touch what stays the same. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Sets an attribute only when it differs. */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/**
 * Makes the children of a parent match a list, reusing nodes by key so focus and selection stay where they are.
 * @param create called once per new key, returns {node, update(item), close?()}
 */
export function keyedList(parent, keyOf, create) {
  const parts = new Map();
  return items => {
    const byKey = new Map(items.map(item => [keyOf(item), item]));

    // Removing comes first: what stays is then in order already, and a node that is not moved keeps its focus.
    for (const [key, part] of parts) {
      if (!byKey.has(key)) {
        part.node.remove();
        part.close?.();
        parts.delete(key);
      }
    }

    let place = parent.firstElementChild;
    for (const [key, item] of byKey) {
      let part = parts.get(key);
      if (!part) {
        part = create(item);
        parts.set(key, part);
      }

      part.update(item);
      if (part.node === place) {
        place = place.nextElementSibling;
      } else {
        parent.insertBefore(part.node, place);
      }
    }
  };
}
