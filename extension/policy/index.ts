/**
 * policy: what an administrator prescribes by the browser's managed storage. One table says which fields there are; it checks
 * what the browser hands over, and Chromium's schema file and the handbook's table are made from it. Must never read the
 * storage itself, and never let an unknown or malformed field pass.
 */
export { type Policy, type PolicyFault, type PolicyReading, readPolicy } from "./read.ts";
export { managedSchema, policyFields } from "./schema.ts";
