// The script of a page: runs the client's program against the server that the page's address names.
import { run } from './client-program.mjs'

run(new URLSearchParams(location.search).get('memory')).then(
  (result) => (globalThis.result = result),
  (error) => (globalThis.result = String(error.stack)),
)
