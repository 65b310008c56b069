// System colours by default; a click pins dark or light, kept in this browser.
const order = ['auto', 'light', 'dark'];

function stored() {
	try {
		return localStorage.getItem('theme');
	} catch {
		return null; // storage is switched off: the choice lasts as long as the page
	}
}

function apply(theme) {
	const button = document.getElementById('theme');
	document.documentElement.dataset.theme = theme;
	button.textContent = { auto: 'Auto', light: 'Light', dark: 'Dark' }[theme];
	button.setAttribute('aria-label', `Colours: ${button.textContent}`);
}

export function setUpTheme() {
	let theme = stored();
	if (!order.includes(theme))
		theme = 'auto';
	apply(theme);
	document.getElementById('theme').addEventListener('click', () => {
		theme = order[(order.indexOf(theme) + 1) % order.length];
		try {
			localStorage.setItem('theme', theme);
		} catch {
			// see stored()
		}
		apply(theme);
	});
}
