// What a machine on our own premises wrote down of the call: the newest words at the foot, which stay in view. It fills
// in nothing; what it suggests stands with the advice.

import {Icon, html, useEffect, useRef} from '../parts.js';
import {t, word} from '../say.js';
import {clock} from '../time.js';
import {detail} from './state.js';

const SURE = 0.6;  // words the machine itself doubts are set apart

const Piece = ({piece}) => html`<li class=${piece.speaker}><small class="num">${clock(piece.at).slice(0, 5)}</small> <small>${word('speaker', piece.speaker)}</small>
  <span class=${piece.confidence != null && piece.confidence < SURE ? 'dim' : ''}>${piece.text}${piece.confidence != null && piece.confidence < SURE ? ' (?)' : ''}</span></li>`;

export const Transcript = () => {
  const pieces = detail.value?.transcript ?? [], list = useRef();
  useEffect(() => { if (list.current) list.current.scrollTop = list.current.scrollHeight; }, [pieces.length]);
  return pieces.length > 0 && html`<details class="section transcript" open><summary><${Icon} name="phone-incoming"/> ${t('transcript.title')}</summary>
    <ol ref=${list} tabindex="0" aria-label=${t('transcript.title')}>${pieces.map((piece, i) => html`<${Piece} key=${i} piece=${piece}/>`)}</ol><small class="dim">${t('transcript.note')}</small></details>`;
};
