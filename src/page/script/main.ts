import { editInPlace } from './edit.ts'
import { importWithProgress } from './import.ts'
import { showMoreInPlace } from './more.ts'
import { changePreferences } from './preferences.ts'
import { searchAsYouType } from './search.ts'
import { watchSelection } from './selection.ts'
import { showLocalTimes } from './times.ts'
import { offerUndo } from './undo.ts'

// The style shows what only works with the script, and hides what it makes needless, from before the first paint on.
document.documentElement.classList.add('script')
searchAsYouType()
showMoreInPlace()
watchSelection()
editInPlace()
changePreferences()
importWithProgress()
// After the others: it leaves alone the links that they answer.
offerUndo()
document.addEventListener('DOMContentLoaded', () => showLocalTimes(document))
