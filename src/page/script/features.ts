import { editInPlace } from './edit.ts'
import { importWithProgress } from './import.ts'
import { showMoreInPlace } from './more.ts'
import type { Place } from './place/place.ts'
import { changePreferences } from './preferences.ts'
import { searchAsYouType } from './search.ts'
import { watchSelection } from './selection.ts'
import { offerUndo } from './undo.ts'

/** Adds to a place everything that is quicker with a script. */
export function addFeatures(place: Place): void {
  searchAsYouType(place)
  showMoreInPlace(place)
  watchSelection(place)
  editInPlace(place)
  changePreferences(place)
  importWithProgress(place)
  // After the others: it leaves alone the links that they answer.
  offerUndo(place)
}
