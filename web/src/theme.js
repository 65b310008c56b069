// System colours by default; a click pins dark or light, kept in this browser.
const order = ['auto', 'light', 'dark'];

function apply(theme) {
	const button = document.getElementById('theme');
	document.documentElement.dataset.theme = theme;
	button.textContent = { auto: 'Auto', light: 'Light', dark: 'Dark' }[theme];
	button.setAttribute('aria-label', `Colour scheme: ${theme}`);
}

export function setUpTheme() {
	let theme = localStorage.getItem('theme') || 'auto';
	apply(theme);
	document.getElementById('theme').addEventListener('click', () => {
		theme = order[(order.indexOf(theme) + 1) % order.length];
		localStorage.setItem('theme', theme);
		apply(theme);
	});
}
