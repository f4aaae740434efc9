// What a key press means while an input method is at work: nothing but letters. It belongs to the method then, even
// where the browser says only "Process" or the old 229.

/** Whether this key press in a text field is still being composed into Hangul. */
export const composing = event => event.isComposing || event.keyCode === 229 || event.key === 'Process';
