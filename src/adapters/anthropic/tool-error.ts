/** An error in the words of the tool, for the model: it may repeat what the model wrote. */
export class ToolError extends Error {
  override readonly name = 'ToolError'
}
