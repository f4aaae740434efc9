// The mark of what is on this device only.

import {Icon, html} from '../parts.js';
import {t} from '../say.js';

export const Unsent = () => html`<span class="unsent-mark" title=${t('outbox.waits')}><${Icon} name="clock"/><span class="unseen">${t('outbox.waits')}</span></span>`;
