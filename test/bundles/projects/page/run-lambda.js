import { finish } from './check.js'
import { handler } from './lambda.js'
import { memory } from './memory.js'

// The function only searches: what it finds was saved by another program of the application.
await (await memory()).forUser('ada').save({ type: 'discovery', title: 'UI theme', content: 'dark' })
const { body } = await handler({ queryStringParameters: { q: 'theme' } })
console.log(JSON.parse(body)[0].title)
await finish()
process.exit()
