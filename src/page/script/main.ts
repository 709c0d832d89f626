import { addFeatures } from './features.ts'
import { showLocalTimes } from './place/times.ts'
import { windowPlace } from './place/window-place.ts'

// The style shows what only works with the script, and hides what it makes needless, from before the first paint on.
document.documentElement.classList.add('script')
addFeatures(windowPlace())
document.addEventListener('DOMContentLoaded', () => showLocalTimes(document, document.documentElement.lang))
