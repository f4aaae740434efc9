// Night and gloves: larger targets, wider apart, on dark. Kept on the device, because it is the hand that wears them.

import {signal} from '@preact/signals';
import {html} from '../parts.js';
import {switchTheme, theme} from '../page.js';
import {t} from '../say.js';

const root = document.documentElement;
const gloves = signal(localStorage.hands === 'gloves');
const show = () => { if (gloves.peek()) root.dataset.hands = 'gloves'; else delete root.dataset.hands; };
show();

function change() {
  gloves.value = !gloves.peek();
  localStorage.hands = gloves.peek() ? 'gloves' : '';
  if (gloves.peek() && theme.peek() !== 'dark') switchTheme();
  show();
}

export const Hands = () => html`<button type="button" class="button bare hands" aria-pressed=${gloves.value} title=${t('hands.more')} onClick=${change}>${t('hands.gloves')}</button>`;
