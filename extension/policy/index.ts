/**
 * policy: what an administrator prescribes by the browser's managed storage. One table says which fields there are; it checks
 * what the browser hands over, and Chromium's schema file and the handbook's table are made from it. Must never read the
 * storage itself, and never let an unknown or malformed field pass.
 */
export { type Audience, type Feature, features } from "./features.ts";
export {
  noPolicy,
  type Policy,
  type PolicyFault,
  type PolicyLevel,
  type PolicyReading,
  type PolicyWay,
  readPolicy,
} from "./read.ts";
export { managedSchema, policyFields, policyWays } from "./schema.ts";
