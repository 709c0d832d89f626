import { expect, test } from 'vitest'
import { hostFrom, originFrom } from '../../../src/server/http/request/allowed-names.ts'

test.each([
  ['https://app.example.com', 'https://app.example.com'],
  ['https://app.example.com/', 'https://app.example.com'],
  ['HTTPS://App.Example.Com:443', 'https://app.example.com'],
  [' http://localhost:3000/ ', 'http://localhost:3000'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['chrome-extension://abcdef', 'chrome-extension://abcdef'],
  ['Capacitor://LocalHost', 'capacitor://localhost'],
])('the origin %j is what browsers send: %s', (written, origin) => {
  expect(originFrom(written)).toBe(origin)
})

test.each([
  '',
  '*',
  'localhost:3000',
  'app.example.com',
  '//app.example.com',
  'https://*.example.com',
  'https://app.example.com/path',
  'https://app.example.com?x',
  'https://user@app.example.com',
  'https://a.example https://b.example',
  'https://app.example.com:99999',
  'null',
  'file:///',
  'https://',
])('the origin %j is refused at the start', (written) => {
  expect(() => originFrom(written)).toThrow(/^allowedOrigins: must be the origin of a page/)
})

test.each([
  ['memory.example.com', 'memory.example.com'],
  ['Memory.Example.Com', 'memory.example.com'],
  ['https://memory.example.com/', 'memory.example.com'],
  ['memory.example.com:8443', 'memory.example.com:8443'],
  ['memory.example.com:80', 'memory.example.com:80'],
  ['memory.example.com.', 'memory.example.com'],
  ['https://memory.example.com.:8443/', 'memory.example.com:8443'],
  ['10.0.0.1', '10.0.0.1'],
  ['::1', '[::1]'],
  ['[::1]:8080', '[::1]:8080'],
  ['bücher.example', 'xn--bcher-kva.example'],
])('the host %j is what requests name: %s', (written, host) => {
  expect(hostFrom(written)).toBe(host)
})

test.each([
  '',
  '*',
  'a.example:99999',
  'a.example:0',
  'a.example,b.example',
  '*.example.com',
  'a.example/path',
  'a b',
  'user@a.example',
  'a.example?x',
  'https://',
])('the host %j is refused at the start', (written) => {
  expect(() => hostFrom(written)).toThrow(/^allowedHosts: must be the host that requests name/)
})
