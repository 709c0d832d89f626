// Saves and finds on the server that the page is told, and hands the result to the page.
import { connect } from 'ilab-memory/client'

globalThis.remember = async (url) => {
  const memory = connect(url)
  const ada = memory.forUser('ada')
  await ada.save({ type: 'preference', title: 'UI theme', content: 'dark' })
  const [found] = await ada.search('theme')
  await memory.close()
  return found.snippet
}
