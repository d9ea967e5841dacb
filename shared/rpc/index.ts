/**
 * rpc: calls, events and files over a line, whatever the line is made of. Knows ids, deadlines, cancelling and closing;
 * knows nothing of what is asked. Must never let a hostile frame throw out of a listener, nor import the browser API.
 */
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  type Contract,
  createClient,
  type MethodOf,
} from "./client.ts";
export { offerFile, type ReceiveOptions, receiveFile } from "./file-channel.ts";
export { type Failure, type Frame, idOfMalformedCall, parseFrame, type StreamFrame } from "./frame.ts";
export { type Line, portLine, type RuntimePort, runtimeLine } from "./line.ts";
export { connectPanel, type Panel, type PanelContract, panelError, panelFailure } from "./panel.ts";
export { type Budget, type Copied, copyPlain } from "./plain.ts";
export { type ParsedCall, type Server, type ServerOptions, serve } from "./server.ts";
export {
  chunkSizeBytes,
  createStreamReader,
  createStreamSource,
  type ReadLimits,
  type StreamReader,
  type StreamSource,
} from "./stream.ts";
