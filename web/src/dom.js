// Builds elements; text only ever becomes text nodes, so nothing of a reviewed source can become markup.

/** el('a.link', {href: '#/'}, 'text', child): tag with classes, attributes (on* = listeners), children. */
export function el(spec, attributes = {}, ...children) {
	const [tag, ...classes] = spec.split('.');
	const node = document.createElement(tag || 'div');
	if (classes.length)
		node.className = classes.join(' ');
	for (const [name, value] of Object.entries(attributes)) {
		if (value === false || value === null || value === undefined)
			continue;
		if (name.startsWith('on'))
			node.addEventListener(name.slice(2), value);
		else if (name in node && typeof value === 'boolean')
			node[name] = value;
		else
			node.setAttribute(name, value === true ? '' : value);
	}
	node.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
	return node;
}

export function replace(node, ...children) {
	node.replaceChildren(...children.flat().filter(Boolean));
}

/** Tells people who listen instead of look. */
export function announce(text) {
	document.getElementById('status').textContent = text;
}

export function plural(n, one, many = `${one}s`) {
	return `${n} ${n === 1 ? one : many}`;
}

export function when(iso) {
	return iso ? new Date(iso).toLocaleString() : '';
}
