import { NestFactory } from '@nestjs/core'
import { checkOnPort } from './check.js'
import { NotesModule } from './nest.js'

const app = await NestFactory.create(NotesModule, { logger: ['error'] })
app.enableShutdownHooks()
await app.listen(0, '127.0.0.1')
await checkOnPort(app.getHttpServer().address().port)
await app.close()
