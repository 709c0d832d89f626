/** Scenarios of the official conformance tool that this server must pass, each with what it shows of it. */
export const applicable: Readonly<Record<string, string>> = {
  'server-initialize': 'the handshake',
  ping: 'answers to pings',
  'tools-list': 'the list of tools and its form',
  'dns-rebinding-protection': 'the checks of Host and Origin',
}

const testTools = 'calls a tool that only a test server has'
const noResources = 'the server offers tools only, no resources'
const noPrompts = 'the server offers tools only, no prompts'
const noSessions = 'for servers with sessions and streams that can be resumed; here each request stands alone'

/** Scenarios that cannot be put to this server, each with the reason. */
export const inapplicable: Readonly<Record<string, string>> = {
  'logging-set-level': 'the server sends no log messages to clients: they would hold what users wrote',
  'completion-complete': 'there are no prompts or resources to complete arguments of',
  'tools-call-simple-text': testTools,
  'tools-call-image': testTools,
  'tools-call-audio': testTools,
  'tools-call-embedded-resource': testTools,
  'tools-call-mixed-content': testTools,
  'tools-call-with-logging': testTools,
  'tools-call-error': testTools,
  'tools-call-with-progress': testTools,
  'tools-call-sampling': testTools,
  'tools-call-elicitation': testTools,
  'json-schema-2020-12': testTools,
  'elicitation-sep1034-defaults': testTools,
  'elicitation-sep1330-enums': testTools,
  'server-sse-polling': noSessions,
  'server-sse-multiple-streams': noSessions,
  'resources-list': noResources,
  'resources-read-text': noResources,
  'resources-read-binary': noResources,
  'resources-templates-read': noResources,
  'resources-subscribe': noResources,
  'resources-unsubscribe': noResources,
  'prompts-list': noPrompts,
  'prompts-get-simple': noPrompts,
  'prompts-get-with-args': noPrompts,
  'prompts-get-embedded-resource': noPrompts,
  'prompts-get-with-image': noPrompts,
}
