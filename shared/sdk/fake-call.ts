import {
  fileParameterOf,
  isPortalMethod,
  type ParsedPortalCall,
  type PortalCall,
  parsePortalCall,
  portalContract,
} from "../protocol/index.ts";
import { copyPlain, type ParsedCall } from "../rpc/index.ts";

/** A call that holds to the contract, beside what the page gave. */
export interface FakeCall {
  readonly call: PortalCall;
  readonly given: unknown;
}

const deepestData = 32;
const invalid: ParsedPortalCall = { kind: "refused", code: "invalid_params" };

const describe = (file: File, stream: number) => ({ name: file.name, type: file.type, sizeBytes: file.size, stream });

/** The page's parameters as they reach the extension's inner part: files are described. Null where a file is none. */
function described(method: string, params: unknown): unknown {
  const parameter = fileParameterOf(method);
  if (parameter === null || typeof params !== "object" || params === null || !(parameter in params)) return params;
  const files: unknown = Object.entries(params).find(([name]) => name === parameter)?.[1];
  if (!Array.isArray(files) || !files.every((file) => file instanceof File)) return null;
  return { ...params, [parameter]: files.map(describe) };
}

function parsed(method: string, params: unknown): ParsedPortalCall {
  if (!isPortalMethod(method)) return { kind: "refused", code: "unsupported" };
  const budget = { bytes: portalContract[method].maxBytes, depth: deepestData };
  const copied = copyPlain(described(method, params), budget);
  if (copied.kind === "too_large") return { kind: "refused", code: "invalid_request" };
  return copied.kind === "plain" ? parsePortalCall(method, copied.value) : invalid;
}

/** Checks a call by the contract's table, as the extension does. Never throws. */
export function readCall(method: string, params: unknown): ParsedCall<FakeCall> {
  const result = parsed(method, params);
  return result.kind === "call" ? { kind: "call", call: { call: result.call, given: params } } : result;
}
