// SPDX-License-Identifier: MIT
// Answers SPARQL queries on the whole dataset, off the page's own thread: a long query can be stopped by ending the worker.

// All that must come comes at once: the engine's code, its program and the data.
const engine = import("../vendored/oxigraph/web.js");
const program = fetch(new URL("../vendored/oxigraph/web_bg.wasm", import.meta.url));

const QUERY_PREFIX = /\bPREFIX\s+([A-Za-z][\w-]*)\s*:/gi;

let loading;
let prefixes;

async function load(settings) {
  prefixes = settings.prefixes;
  const data = bytes(settings.data);
  const { default: init, Store } = await engine;
  await init({ module_or_path: program });
  const store = new Store();
  store.load(await data, { format: "application/n-triples", no_transaction: true, lenient: true });
  return store;
}

// A file that is packed with gzip, unless the server told the browser so and it is unpacked by now.
async function bytes(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}: ${address}`);
  const found = await response.blob();
  const start = new Uint8Array(await found.slice(0, 2).arrayBuffer());
  const packed = start[0] === 0x1f && start[1] === 0x8b;
  const stream = packed ? found.stream().pipeThrough(new DecompressionStream("gzip")) : found.stream();
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// The project's prefixes that the query uses without declaring them, on its own first line: lines keep their numbers.
function missing(query) {
  const declared = new Set(Array.from(query.matchAll(QUERY_PREFIX), (found) => found[1]));
  const used = (name) => new RegExp(`(^|[^\\w-])${name}:`).test(query);
  return Object.entries(prefixes)
    .filter(([name]) => !declared.has(name) && used(name))
    .map(([name, iri]) => `PREFIX ${name}: <${iri}> `)
    .join("");
}

const complete = (query) => missing(query) + query;

// What the engine says of a place on the first line, without what was put before it.
function located(message, query) {
  return message.replace(/\bat 1:(\d+)/, (_, column) => `at 1:${Math.max(1, column - missing(query).length)}`);
}

function answer(store, query) {
  const text = store.query(complete(query), { results_format: "json" });
  const found = JSON.parse(text);
  if (!Array.isArray(found)) {
    return "boolean" in found
      ? { kind: "ask", value: found.boolean }
      : { kind: "select", columns: found.head.vars, rows: found.results.bindings };
  }
  // CONSTRUCT and DESCRIBE come as JSON-LD; a table of triples needs them one by one.
  const term = ({ termType, value, language, datatype }) => ({
    type: termType === "NamedNode" ? "uri" : termType === "BlankNode" ? "bnode" : "literal",
    value,
    ...(language ? { "xml:lang": language } : datatype && { datatype: datatype.value }),
  });
  const rows = store.query(complete(query)).map((quad) => ({
    subject: term(quad.subject),
    predicate: term(quad.predicate),
    object: term(quad.object),
  }));
  return { kind: "graph", columns: ["subject", "predicate", "object"], rows };
}

self.addEventListener("message", async ({ data: { id, task, ...given } }) => {
  try {
    if (task === "load") {
      loading = load(given);
      self.postMessage({ id, size: (await loading).size });
      return;
    }
    const store = await loading;
    const begin = performance.now();
    const result =
      task === "serialise"
        ? { text: store.query(complete(given.query), { results_format: given.format }) }
        : answer(store, given.query);
    self.postMessage({ id, milliseconds: performance.now() - begin, ...result });
  } catch (error) {
    const message = String(error?.message ?? error);
    self.postMessage({ id, error: given.query ? located(message, given.query) : message });
  }
});
