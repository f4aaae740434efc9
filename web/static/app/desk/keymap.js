// Hangul as the keys that wrote it (두벌식). With the input method on, the keys d, h, m give ㅇ, ㅗ, ㅡ: a command is
// meant by its keys, not by the letters that came out.

const LEADS = 'r R s e E f a q Q t T d w W c z x v g'.split(' ');
const VOWELS = 'k o i O j p u P h hk ho hl y n nj np nl b m ml l'.split(' ');
const TAILS = ' r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g'.split(' ');
const LONE = 'r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g'.split(' ');
const SYLLABLES = 0xac00, CONSONANTS = 0x3131, LONE_VOWELS = 0x314f;

function keysOf(letter) {
  const code = letter.codePointAt(0), at = code - SYLLABLES;
  if (at >= 0 && at < LEADS.length * VOWELS.length * TAILS.length) {
    const tail = at % TAILS.length, vowel = Math.floor(at / TAILS.length) % VOWELS.length, lead = Math.floor(at / TAILS.length / VOWELS.length);
    return LEADS[lead] + VOWELS[vowel] + TAILS[tail];
  }
  return LONE[code - CONSONANTS] ?? VOWELS[code - LONE_VOWELS] ?? letter;
}

/** The keys behind a text: keys('ㅁ나') is 'ask'; what is not Hangul stays as it is. */
export const keys = text => [...text.normalize('NFC')].map(keysOf).join('').toLowerCase();
