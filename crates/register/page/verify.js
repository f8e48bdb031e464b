"use strict";
// Verifies a publication where it is opened: no request, no library, one answer in each browser. The checks, their order
// and their sentences are those of the command; a test holds the two together.
const Verify = (() => {
  const NOT_JSON = "The file is not a publication: it is not JSON that can be read in one way only.";
  const BYTES_MAX = 64000000, DEPTH_MAX = 32, PATH_MAX = 200, FIELDS_DISCLOSURE_MAX = 16000000, BACK_SECONDS_MAX = 3600, AHEAD_SECONDS_MAX = 86400;
  // The closed lists of the register; a test holds them to be its own.
  const REASONS = ["victim_anonymity", "third_party_personal_data", "name_not_needed", "identifies_a_child", "identifies_a_source", "sealed_at_request", "representations_outstanding", "criminal_proceedings", "misconduct_proceedings", "court_order", "legal_privilege", "national_security", "safety_of_a_person", "reported_apart", "sealed_strand"];
  const DECIDERS = ["chair", "lead_reviewer", "reviewer", "disclosure_officer", "legal_adviser", "data_protection_officer", "sealing_unit", "commissioning_body", "court"];
  const BASES = ["right_to_erasure", "retention_expired", "court_order", "recorded_in_error"];
  // The kinds of act: for each its class, and for each field its name, whether it is always public, whether it may be left out,
  // whether it is a list, and its form: words, the fields of a group, or what is expected.
  const KINDS = new Map(Object.entries("{kinds}"));
  // Words for outcomes that criticise, and those that are said of a person.
  const ADVERSE = "{adverse}", INDIVIDUAL = "{individual}";
  class Refusal extends Error { constructor(check, sentence) { super(sentence); this.check = check; } }
  const refuse = (check, sentence) => { throw new Refusal(check, sentence); };
  const shape = part => refuse("the file", `The file is not a publication: ${part} is missing, or is not what the format asks for.`);

  // ---- bytes and text
  const utf8 = text => new TextEncoder().encode(text);
  const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
  const join = (...parts) => {
    const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) { out.set(p, at); at += p.length; }
    return out;
  };
  const STD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const URLSAFE = STD.slice(0, 62) + "-_";
  const table = alphabet => { const t = new Int16Array(128).fill(-1); [...alphabet].forEach((c, i) => { t[c.charCodeAt(0)] = i; }); return t; };
  const TABLES = { std: table(STD), url: table(URLSAFE) };
  // Strict: one writing for each value; null where it is not that writing.
  const unbase64 = (text, kind) => {
    let body = text;
    if (kind === "std") {
      if (text.length % 4) return null;
      body = text.replace(/={1,2}$/, "");
      if (body.length % 4 === 0 && body.length !== text.length) return null;
      if (text.length - body.length !== (4 - body.length % 4) % 4) return null;
    }
    if (body.length % 4 === 1) return null;
    const t = TABLES[kind], out = new Uint8Array(Math.floor(body.length * 3 / 4));
    let bits = 0, held = 0, at = 0;
    for (let i = 0; i < body.length; i++) {
      const c = body.charCodeAt(i), v = c < 128 ? t[c] : -1;
      if (v < 0) return null;
      held = (held << 6 | v) & 0xffff; bits += 6;
      if (bits >= 8) { bits -= 8; out[at++] = held >> bits & 255; }
    }
    return held & ((1 << bits) - 1) ? null : out;
  };
  const base64 = (bytes, kind) => {
    const a = kind === "std" ? STD : URLSAFE;
    let out = "";
    for (let i = 0; i < bytes.length; i += 3) {
      const n = bytes[i] << 16 | (bytes[i + 1] || 0) << 8 | (bytes[i + 2] || 0), left = bytes.length - i;
      out += a[n >> 18] + a[n >> 12 & 63] + (left > 1 ? a[n >> 6 & 63] : kind === "std" ? "=" : "") + (left > 2 ? a[n & 63] : kind === "std" ? "=" : "");
    }
    return out;
  };

  // ---- hashes: FIPS 180-4. The constants are computed, as the standard defines them.
  const primes = n => { const out = []; for (let p = 2; out.length < n; p++) if (out.every(q => p % q)) out.push(p); return out; };
  const rootBits = (p, cube) => { // first 64 bits of the fraction of the square or cube root
    const shifted = BigInt(p) << (cube ? 192n : 128n);
    let low = 0n, high = 1n << 80n;
    while (high - low > 1n) { const mid = (low + high) >> 1n; if ((cube ? mid * mid * mid : mid * mid) <= shifted) low = mid; else high = mid; }
    return low & 0xffffffffffffffffn;
  };
  const K64 = primes(80).map(p => rootBits(p, true)), H64 = primes(8).map(p => rootBits(p, false));
  const K32 = Int32Array.from(K64.slice(0, 64), k => Number(k >> 32n) | 0), H32 = Int32Array.from(H64, h => Number(h >> 32n) | 0);
  const W = new Int32Array(64);
  const sha256 = bytes => {
    const padded = new Uint8Array((bytes.length + 72) & ~63), view = new DataView(padded.buffer), h = H32.slice();
    padded.set(bytes); padded[bytes.length] = 128;
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000)); view.setUint32(padded.length - 4, bytes.length << 3);
    const r = (x, n) => x >>> n | x << 32 - n;
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 16; i++) W[i] = view.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const a = W[i - 15], b = W[i - 2];
        W[i] = W[i - 16] + (r(a, 7) ^ r(a, 18) ^ a >>> 3) + W[i - 7] + (r(b, 17) ^ r(b, 19) ^ b >>> 10) | 0;
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i++) {
        const one = k + (r(e, 6) ^ r(e, 11) ^ r(e, 25)) + (e & f ^ ~e & g) + K32[i] + W[i] | 0;
        const two = (r(a, 2) ^ r(a, 13) ^ r(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
        k = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
      }
      [a, b, c, d, e, f, g, k].forEach((x, i) => { h[i] = h[i] + x | 0; });
    }
    const out = new Uint8Array(32), o = new DataView(out.buffer);
    h.forEach((x, i) => o.setInt32(4 * i, x));
    return out;
  };
  const M64 = (1n << 64n) - 1n;
  const sha512 = bytes => {
    const padded = new Uint8Array((bytes.length + 144) & ~127), view = new DataView(padded.buffer), h = H64.slice();
    padded.set(bytes); padded[bytes.length] = 128; view.setBigUint64(padded.length - 8, BigInt(bytes.length) << 3n);
    const r = (x, n) => (x >> n | x << 64n - n) & M64;
    for (let at = 0; at < padded.length; at += 128) {
      const w = [];
      for (let i = 0; i < 16; i++) w.push(view.getBigUint64(at + 8 * i));
      for (let i = 16; i < 80; i++) {
        const a = w[i - 15], b = w[i - 2];
        w.push(w[i - 16] + (r(a, 1n) ^ r(a, 8n) ^ a >> 7n) + w[i - 7] + (r(b, 19n) ^ r(b, 61n) ^ b >> 6n) & M64);
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 80; i++) {
        const one = k + (r(e, 14n) ^ r(e, 18n) ^ r(e, 41n)) + (e & f ^ ~e & M64 & g) + K64[i] + w[i];
        const two = (r(a, 28n) ^ r(a, 34n) ^ r(a, 39n)) + (a & b ^ a & c ^ b & c);
        k = g; g = f; f = e; e = d + one & M64; d = c; c = b; b = a; a = one + two & M64;
      }
      [a, b, c, d, e, f, g, k].forEach((x, i) => { h[i] = h[i] + x & M64; });
    }
    const out = new Uint8Array(64), o = new DataView(out.buffer);
    h.forEach((x, i) => o.setBigUint64(8 * i, x));
    return out;
  };

  // ---- Ed25519: RFC 8032 section 5.1.7, strict: no scalar or point in a second writing, no point of small order.
  const P = (1n << 255n) - 19n, L = (1n << 252n) + 27742317777372353535851937790883648493n;
  const mod = (a, m = P) => { const r = a % m; return r < 0n ? r + m : r; };
  const power = (base, exponent) => { let r = 1n, b = mod(base); for (let e = exponent; e > 0n; e >>= 1n) { if (e & 1n) r = r * b % P; b = b * b % P; } return r; };
  const D = mod(-121665n * power(121666n, P - 2n)), ROOT = power(2n, (P - 1n) / 4n);
  const little = bytes => bytes.reduceRight((n, b) => n << 8n | BigInt(b), 0n);
  const point = bytes => {
    const n = little(bytes), sign = n >> 255n, y = n & ((1n << 255n) - 1n);
    if (y >= P) return null;
    const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
    let x = u * power(v, 3n) % P * power(u * power(v, 7n), (P - 5n) / 8n) % P;
    if (mod(v * x * x) === mod(-u)) x = x * ROOT % P;
    if (mod(v * x * x) !== u || (x === 0n && sign)) return null;
    if ((x & 1n) !== sign) x = mod(-x);
    return [x, y, 1n, x * y % P];
  };
  const add = ([a, b, c, d], [e, f, g, h]) => {
    const A = mod((b - a) * (f - e)), B = mod((b + a) * (f + e)), C = mod(2n * d * h * D), E = mod(2n * c * g);
    const i = B - A, j = E - C, k = E + C, l = B + A;
    return [mod(i * j), mod(k * l), mod(j * k), mod(i * l)];
  };
  const times = (n, p) => { let r = [0n, 1n, 1n, 0n]; for (const bit of n.toString(2)) { r = add(r, r); if (bit === "1") r = add(r, p); } return r; };
  const equal = (p, q) => mod(p[0] * q[2] - q[0] * p[2]) === 0n && mod(p[1] * q[2] - q[1] * p[2]) === 0n;
  const small = p => equal(times(8n, p), [0n, 1n, 1n, 0n]);
  const BASE = point(Uint8Array.from([0x58, ...new Array(31).fill(0x66)]));
  const ed25519 = (key, signature, message) => {
    if (signature.length !== 64) return false;
    const a = point(key), r = point(signature.slice(0, 32)), s = little(signature.slice(32));
    if (!a || !r || s >= L || small(a) || small(r)) return false;
    const k = mod(little(sha512(join(signature.slice(0, 32), key, message))), L);
    return equal(times(s, BASE), add(r, times(k, a)));
  };

  // ---- trees: RFC 6962 section 2.1, RFC 9162 section 2.1.3.2
  const leafHash = bytes => sha256(join([0], bytes)), nodeHash = (l, r) => sha256(join([1], l, r));
  const EMPTY = sha256(new Uint8Array(0));
  const rootOf = hashes => {
    if (!hashes.length) return EMPTY;
    let level = hashes;
    while (level.length > 1) {
      const next = [];
      for (let i = 0; i < level.length; i += 2) next.push(i + 1 < level.length ? nodeHash(level[i], level[i + 1]) : level[i]);
      level = next;
    }
    return level[0];
  };
  // A tree that grows: the roots of its complete subtrees, largest first.
  const grower = () => {
    const parts = [];
    return {
      push(hash) { let p = [1, hash]; while (parts.length && parts[parts.length - 1][0] === p[0]) { const left = parts.pop(); p = [p[0] * 2, nodeHash(left[1], p[1])]; } parts.push(p); },
      root() { return parts.length ? parts.map(p => p[1]).reduceRight((right, left) => nodeHash(left, right)) : EMPTY; },
    };
  };
  const half = n => Math.floor(n / 2); // numbers here exceed 32 bits
  const included = (index, size, leaf, proof, root) => {
    if (index >= size) return false;
    let node = index, last = size - 1, hash = leaf;
    for (const p of proof) {
      if (last === 0) return false;
      if (node % 2 === 1 || node === last) {
        hash = nodeHash(p, hash);
        while (node % 2 === 0 && node !== 0) { node = half(node); last = half(last); }
      } else hash = nodeHash(hash, p);
      node = half(node); last = half(last);
    }
    return last === 0 && same(hash, root);
  };

  // ---- JSON that can be read in one way only
  const parse = bytes => {
    let text;
    try { text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes); } catch { throw new SyntaxError("not Unicode"); }
    let at = 0;
    const bad = why => { throw new SyntaxError(`${why} at ${at}`); };
    const space = () => { while (at < text.length && " \t\n\r".includes(text[at])) at++; };
    const string = () => {
      const begin = at++;
      while (at < text.length && text[at] !== '"') { if (text[at] < " ") bad("control character"); at += text[at] === "\\" ? 2 : 1; }
      if (at >= text.length) bad("open text");
      const out = JSON.parse(text.slice(begin, ++at));
      if (!out.isWellFormed ? /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(out) : !out.isWellFormed()) bad("half a character");
      return out;
    };
    const value = depth => {
      if (depth > DEPTH_MAX) bad("too deep");
      space();
      const c = text[at];
      if (c === '"') return string();
      if (c === "{" || c === "[") {
        const list = c === "[", out = list ? [] : new Map();
        at++; space();
        if (text[at] === (list ? "]" : "}")) { at++; return out; }
        for (;;) {
          if (list) out.push(value(depth + 1));
          else {
            space();
            if (text[at] !== '"') bad("no key");
            const key = string();
            if (out.has(key)) bad("key twice");
            space();
            if (text[at++] !== ":") bad("no colon");
            out.set(key, value(depth + 1));
          }
          space();
          const next = text[at++];
          if (next === (list ? "]" : "}")) return out;
          if (next !== ",") bad("no comma");
        }
      }
      const word = /^(?:true|false|null|-?(?:0|[1-9][0-9]*)(?![0-9.eE+-]))/.exec(text.slice(at, at + 24));
      if (!word || word[0] === "-0") bad("not a value");
      const out = JSON.parse(word[0]);
      if (typeof out === "number" && !Number.isSafeInteger(out)) bad("number");
      at += word[0].length;
      return out;
    };
    const out = value(0);
    space();
    if (at !== text.length) bad("something after it");
    return out;
  };
  const group = (value, keys) => value instanceof Map && value.size === keys.length && keys.every(k => value.has(k));
  const natural = value => Number.isSafeInteger(value) && value >= 0;
  const text = value => typeof value === "string";

  // ---- entries and fields
  const CLASSES = ["tor", "record", "finding", "representation", "withholding", "publication", "disposal", "index", "system"];
  const INDEX_STREAM = "0".repeat(32);
  const decimal = t => /^(?:0|[1-9][0-9]*)$/.test(t) && Number.isSafeInteger(Number(t)) ? Number(t) : null;
  const hash32 = t => { const b = unbase64(t, "std"); return b && b.length === 32 ? b : null; };
  const readEntry = (value, part) => {
    if (!text(value)) shape(part);
    const wrong = () => refuse("the file", `The text of ${part} is not written as an entry of the log is written.`);
    const lines = value.split("\n");
    if (lines.length !== 10 || lines[9] !== "" || value.length > 65535 || !lines[0].endsWith("/entry/v1")) wrong();
    const origin = lines[0].slice(0, -9);
    if (!/^[!-*,-~]{1,200}$/.test(origin)) wrong();
    const after = (line, name) => lines[line].startsWith(name) ? lines[line].slice(name.length) : wrong();
    const checked = v => v === null ? wrong() : v;
    const stream = after(1, "stream "), klass = after(3, "class "), acts = after(5, "acts ");
    if (!/^[0-9a-f]{32}$/.test(stream) || !CLASSES.includes(klass)) wrong();
    if (acts !== "-") checked(hash32(acts));
    return {
      origin, stream, class: klass, acts, seq: checked(decimal(after(2, "seq "))), time: checked(decimal(after(4, "time "))),
      streamroot: checked(hash32(after(6, "streamroot "))), fields: checked(decimal(after(7, "fields "))), body: checked(hash32(after(8, "body "))),
      leaf: leafHash(utf8(value)),
    };
  };
  const validPath = p => p.length <= PATH_MAX && p.split("/").every(s => /^[a-z0-9_.-]+$/.test(s) && s !== "." && s !== "..");
  const readLeaf = t => {
    const at = text(t) ? t.indexOf(" ") : -1;
    if (at < 0) return null;
    const path = t.slice(0, at), digest = t.slice(at + 1), bytes = unbase64(digest, "url");
    return validPath(path) && bytes && bytes.length === 32 ? { path, digest, text: t } : null;
  };
  const readDisclosure = (stored, n) => {
    const wrong = () => refuse("the file", `Entry ${n}: what is disclosed cannot be read in one way only.`);
    const bytes = stored.length <= FIELDS_DISCLOSURE_MAX ? unbase64(stored, "url") : null;
    let parts = null;
    if (bytes) { try { parts = parse(bytes); } catch (e) { if (!(e instanceof SyntaxError)) throw e; } }
    if (!Array.isArray(parts) || parts.length !== 3 || !text(parts[0]) || !text(parts[1]) || !validPath(parts[1])) wrong();
    const salt = unbase64(parts[0], "url");
    if (!salt || salt.length !== 32) wrong();
    return { path: parts[1], value: parts[2], digest: base64(sha256(utf8(stored)), "url") };
  };
  const proofOf = (value, part) => {
    if (!Array.isArray(value) || value.length > 63) shape(part);
    return value.map(t => (text(t) && hash32(t)) || shape(part));
  };
  const readRow = (value, n) => {
    const part = `entry ${n}`;
    if (!group(value, ["disclosures", "entry", "fields", "index", "proof"])) shape(part);
    const entry = readEntry(value.get("entry"), part), index = value.get("index");
    if (!natural(index)) shape(part);
    const proof = proofOf(value.get("proof"), part), listed = value.get("fields");
    if (!Array.isArray(listed)) shape(part);
    const fields = listed.map(t => readLeaf(t) || shape(part));
    if (!(value.get("disclosures") instanceof Map)) shape(part);
    const disclosures = new Map();
    for (const [path, stored] of [...value.get("disclosures")].sort(([a], [b]) => a < b ? -1 : 1)) {
      if (!text(stored)) shape(part);
      disclosures.set(path, readDisclosure(stored, n));
    }
    const row = { ...entry, index, proof, fieldCount: entry.fields, fields, disclosures };
    row.value = path => disclosures.has(path) ? disclosures.get(path).value : undefined;
    row.whole = disclosures.size === fields.length;
    return row;
  };
  const readIndex = value => {
    const part = "the index";
    if (!group(value, ["entry", "index", "proof", "rows"])) shape(part);
    const entry = readEntry(value.get("entry"), part), index = value.get("index");
    if (!natural(index)) shape(part);
    const proof = proofOf(value.get("proof"), part), rows = value.get("rows");
    if (!Array.isArray(rows) || rows.length > 4) shape(part);
    return {
      ...entry, index, proof, rows: rows.map(r => {
        if (!group(r, ["pos", "proof", "row"]) || !natural(r.get("pos")) || !text(r.get("row"))) shape(part);
        return { pos: r.get("pos"), row: r.get("row"), proof: proofOf(r.get("proof"), part) };
      }),
    };
  };
  const read = bytes => {
    if (bytes.length > BYTES_MAX) refuse("the file", `The file is larger than a publication may be, which is ${BYTES_MAX} bytes.`);
    let top;
    try { top = parse(bytes); } catch (e) { if (!(e instanceof SyntaxError)) throw e; refuse("the file", NOT_JSON); }
    if (!group(top, ["checkpoint", "entries", "format", "index"])) shape("the file");
    if (!text(top.get("format"))) shape("`format`");
    if (!text(top.get("checkpoint"))) shape("`checkpoint`");
    if (!Array.isArray(top.get("entries")) || !top.get("entries").length) shape("`entries`");
    return { format: top.get("format"), checkpoint: top.get("checkpoint"), entries: top.get("entries").map(readRow), index: readIndex(top.get("index")) };
  };

  // ---- keys, policies, checkpoints: C2SP signed-note, tlog-checkpoint, cosignature/v1, tlog-policy
  const keyId = (name, kind, key) => base64(sha256(join(utf8(name), [10, kind], key)).slice(0, 4), "std");
  const hex = bytes => [...bytes].map(b => b.toString(16).padStart(2, "0")).join("");
  const readKey = vkey => {
    const first = vkey.indexOf("+"), second = vkey.indexOf("+", first + 1);
    const name = vkey.slice(0, first), bytes = second > 0 ? unbase64(vkey.slice(second + 1), "std") : null;
    if (first < 1 || !bytes || bytes.length !== 33 || ![1, 4].includes(bytes[0]) || /\s/u.test(name)) throw new Error("the policy cannot be used: a key is not written as a key");
    const key = bytes.slice(1), id = keyId(name, bytes[0], key);
    if (hex(unbase64(id, "std")) !== vkey.slice(first + 1, second)) throw new Error("the policy cannot be used: a key's id is not that of its name and key");
    return { name, kind: bytes[0], key, id, text: vkey };
  };
  const readPolicy = given => {
    const bad = why => { throw new Error(`the policy cannot be used: ${why}`); };
    let lines = given;
    if (given.trimStart().startsWith("{")) {
      const j = parse(utf8(given));
      if (!group(j, ["log", "origin", "quorum", "witnesses"]) || j.get("log").split("+")[0] !== j.get("origin")) bad("its JSON is not of the form expected");
      const names = j.get("witnesses").map((_, i) => `w${i}`);
      lines = [`log ${j.get("log")}`, ...j.get("witnesses").map((w, i) => `witness w${i} ${w}`), j.get("quorum") ? `group enough ${j.get("quorum")} ${names.join(" ")}` : "", j.get("quorum") ? "quorum enough" : "quorum none"].join("\n");
    }
    const out = { logs: [], witnesses: [], nodes: new Map(), quorum: undefined };
    for (const line of lines.split("\n")) {
      const [word, ...rest] = line.split("#")[0].trim().split(/\s+/);
      if (word === "") continue;
      const fresh = name => { if (name === "none" || out.nodes.has(name)) bad(`the name ${name} is taken`); return name; };
      if (word === "log" && rest.length >= 1 && rest.length <= 2) { const key = readKey(rest[0]); if (key.kind !== 1) bad("a log's key makes another kind of signature"); out.logs.push(key); }
      else if (word === "witness" && rest.length >= 2 && rest.length <= 3) { out.nodes.set(fresh(rest[0]), { witness: out.witnesses.length }); out.witnesses.push(readKey(rest[1])); }
      else if (word === "group" && rest.length >= 3) {
        const members = rest.slice(2), count = rest[1] === "any" ? 1 : rest[1] === "all" ? members.length : decimal(rest[1]);
        if (!count || count > members.length || new Set(members).size !== members.length || members.some(m => !out.nodes.has(m))) bad("a group cannot be met");
        out.nodes.set(fresh(rest[0]), { count, members });
      } else if (word === "quorum" && rest.length === 1 && out.quorum === undefined) { if (rest[0] !== "none" && !out.nodes.has(rest[0])) bad(`${rest[0]} is not defined above`); out.quorum = rest[0]; }
      else bad(`"${word}" begins no line of a policy`);
    }
    if (out.quorum === undefined || !out.logs.length) bad("it names no log or no quorum");
    return out;
  };
  const satisfied = (policy, by) => {
    const holds = name => {
      const node = policy.nodes.get(name);
      if (node.members) return node.members.filter(holds).length >= node.count;
      return by.some(b => policy.witnesses[b].text === policy.witnesses[node.witness].text);
    };
    return policy.quorum === "none" || holds(policy.quorum);
  };
  const unreadable = () => refuse("the signatures", "The checkpoint is not written as a signed checkpoint is written.");
  const readNote = note => {
    const split = note.lastIndexOf("\n\n");
    if (split < 0 || !note.endsWith("\n") || note.length > 1000000) unreadable();
    const signed = note.slice(0, split + 1), lines = note.slice(split + 2).split("\n").slice(0, -1);
    if ([...signed].some(c => c < " " && c !== "\n") || !lines.length || lines.length > 100) unreadable();
    const signatures = lines.map(line => {
      const m = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line), bytes = m && unbase64(m[2], "std");
      if (!bytes || bytes.length < 5) unreadable();
      return { name: m[1], id: base64(bytes.slice(0, 4), "std"), bytes: bytes.slice(4) };
    });
    return { signed, signatures };
  };
  const readCheckpoint = signed => {
    const lines = signed.split("\n");
    if (lines.length !== 4 || lines[3] !== "" || lines[0] === "") unreadable();
    const size = decimal(lines[1]), root = hash32(lines[2]);
    if (size === null || !root || (size === 0 && !same(root, EMPTY))) unreadable();
    return { origin: lines[0], size, root };
  };
  const open = (note, policy) => {
    const log = policy.logs.find(l => l.name === note.split("\n")[0]);
    if (!log) refuse("the signatures", "The checkpoint is by a log that the policy does not trust, or it is no checkpoint.");
    const { signed, signatures } = readNote(note), checkpoint = readCheckpoint(signed);
    const keys = [log, ...policy.witnesses], verified = new Map();
    let known = 0;
    for (const s of signatures) {
      const at = keys.findIndex(k => k.name === s.name && k.id === s.id);
      if (at < 0) continue;
      known++;
      let ok, time = null;
      if (keys[at].kind === 1) ok = ed25519(keys[at].key, s.bytes, utf8(signed));
      else {
        time = s.bytes.length === 72 ? new DataView(s.bytes.buffer, s.bytes.byteOffset).getBigUint64(0) : null;
        ok = time !== null && ed25519(keys[at].key, s.bytes.slice(8), utf8(`cosignature/v1\ntime ${time}\n${signed}`));
      }
      if (!ok) refuse("the signatures", `The signature of ${s.name} on the checkpoint does not verify: the checkpoint was changed, or somebody else signed it.`);
      if (!verified.has(at)) verified.set(at, time);
    }
    if (!verified.has(0)) refuse("the signatures", "The log has not signed the checkpoint with the key that the policy trusts.");
    const by = [...verified].filter(([at, time]) => at > 0 && time !== null).map(([at, time]) => [at - 1, Number(time)]);
    if (!satisfied(policy, by.map(([at]) => at))) refuse("the signatures", "Too few of the witnesses that the policy trusts have signed the checkpoint.");
    return { checkpoint, witnesses: by.map(([at, time]) => [policy.witnesses[at].name, time]), signatures: [known, signatures.length - known] };
  };

  // ---- the checks, in the order of the command
  const list = words => words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
  const names = (p, checkpoint) => {
    const origin = p.entries[0].origin;
    if (p.format !== `${origin}/publication/v1`) refuse("the file", `The file does not call itself ${origin}/publication/v1, which is the only form that can be checked here.`);
    if (checkpoint.origin !== origin && !checkpoint.origin.startsWith(`${origin}/`)) refuse("the signatures", `The entries belong to ${origin}, and the checkpoint is by another log.`);
  };
  const checkFields = (row, n) => {
    const seen = new Set();
    for (const f of row.fields) {
      if (seen.has(f.path)) refuse("the record", `Entry ${n}: the field ${f.path} stands in it twice.`);
      seen.add(f.path);
    }
    if (row.fieldCount !== row.fields.length || !same(row.body, rootOf(row.fields.map(f => leafHash(utf8(f.text)))))) refuse("the record", `Entry ${n}: its list of fields is not the one that was recorded.`);
    for (const path of row.disclosures.keys()) if (!seen.has(path)) refuse("the record", `Entry ${n}: something is disclosed under a field that the entry does not have.`);
    for (const f of row.fields) {
      const d = row.disclosures.get(f.path);
      if (d && (d.path !== f.path || d.digest !== f.digest)) refuse("the record", `Entry ${n}: what is disclosed under ${f.path} is not what was recorded.`);
    }
  };
  const entries = (p, checkpoint) => {
    const first = p.entries[0], stream = grower();
    p.entries.forEach((row, n) => {
      if (row.stream !== first.stream) refuse("completeness", `Entry ${n} belongs to another review.`);
      if (row.origin !== first.origin) refuse("completeness", `Entry ${n} belongs to another log.`);
      if (row.seq !== n) refuse("completeness", `An entry is missing, repeated or out of order: where entry ${n} should stand, the file has entry ${row.seq}.`);
      if (!included(row.index, checkpoint.size, row.leaf, row.proof, checkpoint.root)) refuse("the record", `Entry ${n} does not stand in the log where the file says: the entry, its place or its proof was changed, or the checkpoint is an older one.`);
      if (!same(row.streamroot, stream.root())) refuse("completeness", `Entry ${n} was recorded after other entries than the file shows before it.`);
      checkFields(row, n);
      stream.push(row.leaf);
    });
    p.entries.forEach((row, n) => { if (n && p.entries[n - 1].index >= row.index) refuse("the record", `Entry ${n} stands in the log before entry ${n - 1}, which is said to be older.`); });
  };
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  const day = unix => { const d = new Date(Math.trunc(unix / 86400) * 86400000); return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`; };
  const checkTimes = (p, witnesses, now) => {
    let newest = p.entries[0];
    p.entries.forEach((row, n) => {
      if (row.time < newest.time - BACK_SECONDS_MAX) refuse("the record", `Entry ${n} says that it was recorded before entry ${newest.seq}, and stands after it in the log: it is back-dated, or a clock was wrong.`);
      if (row.time > newest.time) newest = row;
    });
    const said = p.entries[p.entries.length - 1].time;
    if (natural(now) && said - AHEAD_SECONDS_MAX > now) refuse("the record", `The publication says that it was recorded on ${day(said)}, a day that by this machine's clock has not come: it is post-dated, or a clock is wrong.`);
    if (!witnesses || !witnesses.length) return;
    if (said - BACK_SECONDS_MAX > Math.max(...witnesses.map(w => w[1]))) refuse("the record", "The publication says that it was recorded after the witnesses had already seen it.");
  };
  const leafText = row => base64(row.leaf, "std");
  const version = p => {
    if (p.entries[p.entries.length - 1].class !== "publication") refuse("the version", "The last entry of the file is not a publication.");
    let former = null, number = 0;
    for (const row of p.entries.filter(r => r.class === "publication")) {
      if (!row.whole) refuse("the version", `Entry ${row.seq}, a publication, is not wholly disclosed, as every publication must be.`);
      number++;
      if (row.acts !== (former ? leafText(former) : "-")) refuse("the version", `Entry ${row.seq}, a publication, does not name the publication right before it.`);
      const says = (path, right) => row.value(path) === undefined || row.value(path) === right;
      if (!says("version", number) || !(former ? says("replaces", former.seq) : !natural(row.value("replaces")))) refuse("the version", `Entry ${row.seq}, a publication, gives another number than that of its place, or names another as replaced.`);
      former = row;
    }
    return number;
  };
  const readManifest = row => {
    let rows = row.value("manifest");
    if (rows === undefined) {
      rows = [];
      for (const f of row.fields.filter(f => f.path.startsWith("m/"))) {
        if (f.path !== `m/${String(rows.length).padStart(4, "0")}`) return null;
        rows.push(row.value(f.path));
      }
    }
    if (!Array.isArray(rows)) return null;
    const out = [];
    for (const r of rows) {
      const klass = r instanceof Map && r.size === 3 ? (r.has("class") ? r.get("class") : r.get("cls")) : null;
      if (!CLASSES.includes(klass) || !natural(r.get("seq")) || !Array.isArray(r.get("withheld"))) return null;
      const withheld = r.get("withheld");
      if (!withheld.every(w => Array.isArray(w) && w.length === 4 && text(w[0]) && text(w[1]) && text(w[2]) && natural(w[3]))) return null;
      out.push({ seq: r.get("seq"), class: klass, withheld });
    }
    return out;
  };
  const covers = row => {
    if (row.class === "withholding") {
      if (row.value("decisions") !== undefined) return Array.isArray(row.value("decisions")) ? row.value("decisions").filter(d => Array.isArray(d) && d.length === 3 && d.every(text)) : [];
      const one = ["path", "reason", "decider"].map(row.value);
      return one.every(text) ? [one] : [];
    }
    const paths = row.value("paths"), basis = row.value("basis"), decider = row.value("decider");
    return Array.isArray(paths) && text(basis) && text(decider) ? paths.filter(text).map(path => [path, basis, decider]) : [];
  };
  const onTheLists = decision => {
    const said = path => decision.value(path), role = () => DECIDERS.includes(said("decider"));
    if (said("kind") === "withholding") return role() && REASONS.includes(said("reason"));
    if (said("kind") === "disposal") return role() && BASES.includes(said("basis"));
    return true;
  };
  const decided = (row, [path, reason, decider, d], earlier, lifted) => {
    const n = row.seq, no = what => refuse("what is withheld", `Entry ${n}: ${path} is withheld under entry ${d}, ${what}.`);
    if (path === "kind") refuse("what is withheld", `Entry ${n}: what kind of act it is, is withheld; that is always public.`);
    const decision = earlier[d];
    if (!decision) no("which is not earlier than the publication");
    if (!["withholding", "disposal"].includes(decision.class)) no("which is no decision to withhold");
    if (decision.acts !== leafText(row)) no("which decides on another entry");
    if (!decision.whole) no("which is itself not disclosed");
    const erased = decision.class === "disposal";
    const says = covers(decision).some(([p, r, who]) => p === path && ((r === reason && who === decider) || (erased && reason === "DISPOSED" && decider === "")));
    if (!says) no("which does not give that field, that reason and that decider");
    if (!onTheLists(decision)) no("which gives a reason or a role that is not on the list of those there are");
    if (lifted.has(d)) no(`which was lifted by entry ${lifted.get(d)}`);
    return erased;
  };
  const manifest = p => {
    const earlier = p.entries.slice(0, -1), rows = readManifest(p.entries[p.entries.length - 1]);
    if (!rows) refuse("what is withheld", "The publication has no list that says what of each entry is withheld.");
    if (rows.length !== earlier.length) refuse("what is withheld", `The publication's own list speaks of ${rows.length} earlier entries, and the file has ${earlier.length}.`);
    const lifted = new Map();
    for (const lift of earlier.filter(r => r.value("kind") === "withholding_lifted")) {
      const decision = earlier.find(r => leafText(r) === lift.acts);
      if (decision) lifted.set(decision.seq, lift.seq);
    }
    const out = [];
    earlier.forEach((row, n) => {
      const says = rows[n], seen = new Set();
      if (says.seq !== n || says.class !== row.class) refuse("what is withheld", `The publication's own list calls entry ${n} something else than it is.`);
      for (const [path] of says.withheld) {
        if (seen.has(path)) refuse("what is withheld", `Entry ${n}: ${validPath(path) ? path : "a field"} is listed as withheld twice.`);
        seen.add(path);
        if (!row.fields.some(f => f.path === path)) refuse("what is withheld", `Entry ${n}: the list of what is withheld names a field that the entry does not have.`);
        if (row.disclosures.has(path)) refuse("what is withheld", `Entry ${n}: ${path} is disclosed, and listed as withheld.`);
      }
      for (const f of row.fields) if (!row.disclosures.has(f.path) && !seen.has(f.path)) refuse("what is withheld", `Entry ${n}: ${f.path} is left out, and no reason is given.`);
      for (const item of says.withheld) out.push({ seq: n, class: row.class, path: item[0], reason: item[1], decider: item[2], decision: item[3], erased: decided(row, item, earlier, lifted) });
    });
    return out;
  };
  // Findings that no longer stand: by their number, "replaced" or "withdrawn".
  const undone = p => {
    const found = new Map(p.entries.filter(r => r.class === "finding").map(r => [leafText(r), r.seq])), out = new Map();
    for (const row of p.entries) {
      const of = found.get(row.acts);
      if (of === undefined) continue;
      if (row.value("kind") === "finding_withdrawn") out.set(of, "withdrawn");
      else if (row.class === "finding" && !out.has(of)) out.set(of, "replaced");
    }
    return out;
  };
  // Findings of which every claim was erased by law.
  const isClaim = path => path === "claim" || path.endsWith("/claim") || path.startsWith("p/");
  const lostOf = (p, withheld) => new Set(p.entries.filter(row => {
    const claims = row.class === "finding" ? row.fields.filter(f => isClaim(f.path)) : [];
    return claims.length && claims.every(f => withheld.some(w => w.erased && w.seq === row.seq && w.path === f.path));
  }).map(row => row.seq));
  const wordsOf = v => { const all = Array.isArray(v) ? v : v === undefined ? [] : [v]; return all.every(w => text(w) || typeof w === "number") ? all.map(String) : []; };
  const tellStrands = (p, lost) => {
    const told = { all: new Set(), found: new Map(), erased: new Map(), closed: new Map(), split: new Map(), merged: new Map(), deferred: new Set(), sealed: new Set(), counted: new Map() };
    const gone = undone(p);
    for (const row of p.entries.slice(0, -1)) {
      const named = path => wordsOf(row.value(path)), number = named("number")[0] || "";
      if (row.class === "tor") {
        [...named("strands"), ...named("strand")].forEach(s => told.all.add(s));
        for (const f of row.fields) if (f.path.startsWith("strand/") && f.path.endsWith("/sealed") && row.value(f.path) === true) named(f.path.replace(/\/sealed$/, "/number")).forEach(s => told.sealed.add(s));
      } else if (row.class === "finding" && !gone.has(row.seq)) [...named("strands"), ...named("strand")].forEach(s => { const found = lost.has(row.seq) ? told.erased : told.found; if (!found.has(s)) found.set(s, row.seq); });
      else if (row.class === "publication") told.deferred = new Set();
      else if (row.class === "record") switch (row.value("kind")) {
        case "strand_opened": told.all.add(number); if (row.value("sealed") === true) told.sealed.add(number); break;
        case "strand_closed": told.closed.set(number, row.seq); break;
        case "strand_deferred": told.deferred.add(number); break;
        case "strand_merged": told.merged.set(number, named("into")[0] || ""); break;
        case "strand_split": {
          const into = named("into");
          into.forEach(s => { told.all.add(s); if (told.sealed.has(number)) told.sealed.add(s); });
          told.split.set(number, into);
          break;
        }
      }
    }
    return told;
  };
  // What the publication says of open and of sealed strands is held against the entries.
  const calledOpen = (open, told) => {
    const deferred = (s, steps) => {
      const on = to => steps < told.all.size && deferred(to, steps + 1);
      return told.deferred.has(s) || (told.merged.has(s) && on(told.merged.get(s))) || (told.split.has(s) && told.split.get(s).some(on));
    };
    for (const s of open) {
      const no = why => refuse("completeness", `The publication calls strand ${s} open, and ${why}.`);
      if (!told.all.has(s)) no("no entry opens a strand of that number");
      if (told.closed.has(s)) no(`entry ${told.closed.get(s)} closed it`);
      if (told.found.has(s) && !told.merged.has(s) && !told.split.has(s)) no(`entry ${told.found.get(s)} is a finding on it`);
      if (!deferred(s, 0)) no("no entry since the publication before says why");
    }
  };
  const sorted = set => [...set].sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
  const calledSealed = (last, told) => {
    for (const s of sorted(told.counted.keys())) if (!told.sealed.has(s)) refuse("completeness", `The publication calls strand ${s} sealed, and no entry says that it is.`);
    for (const s of sorted(told.sealed)) if (!natural(told.counted.get(s))) refuse("completeness", `Strand ${s} is sealed, and the publication does not say how many findings its own stream holds.`);
    for (const f of last.fields) if (f.path.startsWith("sealed/") && f.path.endsWith("/reason") && !REASONS.includes(last.value(f.path))) refuse("completeness", "The publication gives a reason for what is sealed that is not on the list of those there are.");
  };
  const strands = (p, lost) => {
    const told = tellStrands(p, lost), last = p.entries[p.entries.length - 1], open = wordsOf(last.value("open_strands"));
    if (!told.all.size) refuse("completeness", "The file discloses no terms of reference that name a strand.");
    for (const f of last.fields) if (f.path.startsWith("sealed/") && f.path.endsWith("/strand")) wordsOf(last.value(f.path)).forEach(s => told.counted.set(s, last.value(f.path.replace("/strand", "/findings"))));
    calledOpen(open, told);
    calledSealed(last, told);
    const deferred = new Set([...told.deferred].filter(s => open.includes(s)));
    const ended = (s, steps) => told.found.has(s) || told.erased.has(s) || told.closed.has(s) || told.split.has(s) || deferred.has(s) || told.counted.has(s) || (told.merged.has(s) && steps < told.all.size && told.all.has(told.merged.get(s)) && ended(told.merged.get(s), steps + 1));
    const rank = s => /^[0-9]+$/.test(s) ? Number(s) : Infinity;
    const inOrder = all => all.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)), without = inOrder([...told.all].filter(s => !ended(s, 0)));
    if (without.length) refuse("completeness", `The terms of reference promise an answer on ${without.length === 1 ? "strand" : "strands"} ${list(without)}, and the file shows neither a finding nor a recorded reason.`);
    // The strands that an erased finding answered, and nothing else does.
    return inOrder([...told.all].filter(s => told.erased.has(s) && !["found", "closed", "merged", "split", "counted"].some(end => told[end].has(s)) && !deferred.has(s)));
  };
  const checkIndex = (p, checkpoint) => {
    const last = p.entries[p.entries.length - 1], x = p.index, no = sentence => refuse("completeness", sentence);
    const bad = () => no("The index does not show one row, and one only, for this review.");
    if (x.class !== "index" || x.stream !== INDEX_STREAM || x.origin !== last.origin || x.index !== last.index + 1) no("The index of all reviews is not the entry that stands in the log right after this publication.");
    if (!included(x.index, checkpoint.size, x.leaf, x.proof, checkpoint.root)) no("The index of all reviews does not stand in the log where the file says.");
    for (const r of x.rows) if (!included(r.pos, x.fields, leafHash(utf8(r.row)), r.proof, x.body)) no("A row of the index of all reviews is not the one that was recorded.");
    const [top, ...rows] = x.rows;
    if (!top) bad();
    if (top.pos !== 0 || top.row !== `size ${x.index} rows ${x.fields - 1}`) no("The index does not count as many entries and reviews as the log had.");
    const readRows = rows.map(r => {
      const parts = r.row.split(" "), [stream, count, index, leaf] = parts;
      if (parts.length !== 4 || !/^[0-9a-f]{32}$/.test(stream) || decimal(count) === null || decimal(index) === null || !hash32(leaf)) bad();
      return { pos: r.pos, stream, count: decimal(count), index: decimal(index), leaf };
    });
    const own = readRows.find(r => r.stream === last.stream) || bad();
    const first = own.pos > 1 ? own.pos - 1 : own.pos, end = own.pos + 1 < x.fields ? own.pos + 1 : own.pos;
    if (readRows.length !== end - first + 1 || readRows.some((r, i) => r.pos !== first + i) || readRows.some((r, i) => i && readRows[i - 1].stream >= r.stream)) bad();
    if (own.count !== p.entries.length) no(`The index counts ${own.count} entries in this review, and the file holds ${p.entries.length}.`);
    if (own.index !== last.index || own.leaf !== leafText(last)) no("The index names another newest entry of this review than this publication.");
  };
  // ---- the rules of a review, as far as the file shows them
  const MEMBERS_MAX = 1000, CHARS_MAX = 20000, DAY_SECONDS = 86400, LAST_DAY = 2932896, DAYS_MAX = 36500;
  const BLANK = /^[\u0009-\u000d \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/u;
  const dayOf = t => { // days since 1 January 1970; null where there is no such day
    if (!text(t) || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(t) || t.startsWith("0000")) return null;
    const time = new Date(`${t}T00:00:00Z`);
    return Number.isNaN(time.getTime()) || time.toISOString().slice(0, 10) !== t ? null : time.getTime() / (DAY_SECONDS * 1000);
  };
  const fieldPath = t => text(t) && t.length <= 100 && t.split("/").every((s, i) => (i % 2 === 0 ? /^[a-z][a-z_]*$/ : /^[1-9][0-9]{0,3}$/).test(s));
  const FORMS = {
    "text": v => text(v) && !BLANK.test(v) && [...v].length <= CHARS_MAX && !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(v),
    "a whole number": v => natural(v) && v < 4294967296,
    "true or false": v => typeof v === "boolean",
    "a day written YYYY-MM-DD": v => dayOf(v) !== null,
    "the number of an earlier entry": natural,
    "the code of a party, such as P-7 or ORG-2": v => text(v) && /^[A-Z]{1,4}-[0-9]{1,5}$/.test(v),
    "the capital letter of an allegation category": v => text(v) && /^[A-Z]$/.test(v),
    "a stream: 32 digits of 0-9 and a-f": v => text(v) && /^[0-9a-f]{32}$/.test(v),
    "the path of a field, such as claim or parts/2/claim": fieldPath,
    "one row {seq, class, withheld} for every earlier entry": v => Array.isArray(v) && v.every(r => group(r, ["class", "seq", "withheld"]) && natural(r.get("seq")) && CLASSES.includes(r.get("class"))
      && Array.isArray(r.get("withheld")) && r.get("withheld").every(w => Array.isArray(w) && w.length === 4 && fieldPath(w[0]) && (REASONS.includes(w[1]) || BASES.includes(w[1])) && DECIDERS.includes(w[2]) && natural(w[3]))),
  };
  const against = sentence => refuse("the rules of a review", sentence);
  const kindWord = row => text(row.value("kind")) ? row.value("kind") : "";
  const numberAt = (row, path) => natural(row.value(path)) ? row.value(path) : null;
  const holdsPath = (row, path) => row.fields.some(f => f.path === path);
  const membersOf = (row, name) => {
    const seen = new Set(row.fields.filter(f => f.path.startsWith(`${name}/`)).map(f => f.path.slice(name.length + 1).split("/")[0]));
    let count = 0;
    while (count < MEMBERS_MAX && seen.has(String(count + 1))) count++;
    return count;
  };
  const isGroup = form => Array.isArray(form) && form.length > 0 && Array.isArray(form[0]);
  const fits = (form, list, value) => {
    const one = Array.isArray(form) ? v => form.includes(v) : FORMS[form];
    return list ? Array.isArray(value) && value.length <= MEMBERS_MAX && value.every(one) : one(value);
  };
  const checkForm = (row, kind) => {
    const n = row.seq, paths = row.fields.map(f => f.path).sort((a, b) => a < b ? -1 : a > b ? 1 : 0), known = new Set(["kind"]);
    const specs = (above, here) => {
      for (const [name, always, optional, list, form] of here) {
        const path = above === "" ? name : `${above}/${name}`;
        if (isGroup(form)) { const count = membersOf(row, path); for (let m = 1; m <= count; m++) specs(`${path}/${m}`, form); continue; }
        const has = paths.includes(path), value = row.value(path);
        if (!has && !optional) against(`Entry ${n} lacks the field ${path}.`);
        if (has && value !== undefined && !fits(form, list, value)) against(`Entry ${n}: what stands under ${path} is not of the form that it must have.`);
        if (has && value === undefined && always) against(`Entry ${n}: ${path} is withheld. It belongs to the frame of the review, which is always public, or nobody could check that nothing is missing.`);
        known.add(path);
      }
    };
    specs("", kind.fields);
    const odd = paths.find(path => !known.has(path));
    if (odd !== undefined) against(`Entry ${n}: there is no field ${odd} in an act of the kind ${kindWord(row)}.`);
  };
  const kindOf = row => {
    const n = row.seq, kind = KINDS.get(kindWord(row));
    if (!holdsPath(row, "kind")) against(`Entry ${n} does not say what kind of act it is.`);
    if (!kind) against(`Entry ${n} says that it is an act of a kind that there is not.`);
    if (kind.class !== row.class) against(`Entry ${n} says that it is an act of the kind ${kindWord(row)}, and stands in the log as one of the class ${row.class}.`);
    return kind;
  };
  const ABOUT = { notice: "finding", finding_withdrawn: "finding", finding: "finding", extract: "notice", reply: "notice", expiry: "notice", change: "reply", complaint_outcome: "complaint", response: "recommendation" };
  const checkAbout = (row, rows) => {
    const n = row.seq, word = kindWord(row), of = numberAt(row, word === "finding" ? "supersedes" : word === "publication" ? "replaces" : "of");
    const target = of !== null && of < n ? rows[of] : undefined;
    if ((of !== null && !target) || row.acts !== (target ? leafText(target) : "-")) against(`Entry ${n} acts on another entry than the one that it says it is about.`);
    const wanted = Object.hasOwn(ABOUT, word) ? ABOUT[word] : null;
    if (target && wanted && kindWord(target) !== wanted) against(`Entry ${n} says that it is about entry ${target.seq}, which is no ${wanted}.`);
  };
  const upTo = n => Array.from({ length: n }, (_, i) => i + 1);
  const checkTerms = (row, rows) => {
    const n = row.seq, before = rows.slice(0, n).filter(r => kindWord(r) === "terms");
    if (row.value("version") !== before.length + 1) against(`Entry ${n} gives another number than that of its place among the terms of reference.`);
    if (row.value("reply_days") === 0) against(`Entry ${n} leaves nobody a day for a reply.`);
    if (before.length && before[before.length - 1].value("mode") !== row.value("mode")) against(`Entry ${n} changes what the review is for, which terms of reference never may.`);
  };
  const checkFinding = row => {
    const n = row.seq;
    if (!row.value("strands").length) against(`Entry ${n} is a finding and names no strand.`);
    if (!membersOf(row, "evidence_for")) against(`Entry ${n} is a finding and names no evidence for it.`);
    if (!membersOf(row, "evidence_against") && !holdsPath(row, "looked_for_against")) against(`Entry ${n} is a finding and names neither evidence against it nor where that was looked for.`);
    if (!membersOf(row, "parts")) against(`Entry ${n} is a finding and does not say whom it is about.`);
    for (const p of upTo(membersOf(row, "parts"))) if (ADVERSE.includes(row.value(`parts/${p}/outcome`)) && row.value(`parts/${p}/tenor`) !== "critical") against(`Entry ${n}: part ${p} has an outcome that criticises, and is not called a criticism.`);
  };
  const criticises = row => Boolean(row) && kindWord(row) === "finding" && upTo(membersOf(row, "parts")).some(p => row.value(`parts/${p}/tenor`) === "critical");
  const checkOutcome = (row, rows) => {
    const finding = numberAt(row, "finding");
    if (ADVERSE.includes(row.value("outcome")) && !criticises(finding === null ? undefined : rows[finding])) against(`Entry ${row.seq} gives an allegation an outcome that criticises, and rests on no finding that criticises anybody.`);
  };
  const checkLearning = rows => {
    if (!rows.length || rows[0].value("mode") !== "learning") return;
    const persons = new Set(rows.filter(r => kindWord(r) === "party" && r.value("sort") !== "organisation").map(r => r.value("code")));
    const says = {
      finding: row => row.value("standard") !== "balance_of_probabilities" || upTo(membersOf(row, "parts")).some(p => ["person", "role"].includes(row.value(`parts/${p}/owner`)) || INDIVIDUAL.includes(row.value(`parts/${p}/outcome`))),
      party: row => row.value("sort") !== "organisation" && ["name", "rank"].some(path => row.disclosures.has(path)),
      terms: row => membersOf(row, "ranks") > 0,
      complaint: row => upTo(membersOf(row, "allegations")).some(i => persons.has(row.value(`allegations/${i}/about`))),
      complaint_outcome: row => INDIVIDUAL.includes(row.value("outcome")),
    };
    for (const row of rows) {
      const wrong = Object.hasOwn(says, kindWord(row)) && says[kindWord(row)](row);
      if (wrong) against(`The review learns and holds nobody to account, and entry ${row.seq} says something about an officer.`);
    }
  };
  // A text with one space for each run of white space, straight quotation marks and plain hyphens.
  const evened = t => t.split(/[\u0009-\u000d \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u).filter(w => w !== "").join(" ")
    .replace(/[\u2018-\u201b\u2032\u02bc`\u00b4]/gu, "'").replace(/[\u201c-\u201f\u2033\u00ab\u00bb]/gu, '"').replace(/[\u2010-\u2015\u2212]/gu, "-");
  // Whether two texts say nearly the same: by their words alone.
  const NOT = ["no", "not", "never", "nothing", "nobody", "none", "neither", "nor", "without", "cannot", "didnt", "doesnt", "wasnt", "werent", "hadnt", "isnt", "couldnt", "wouldnt"];
  // What a word for "not" turns into its opposite again, or into more: it is left out with it. "It was not just" says not.
  const NOT_A_NOT = { no: ["doubt", "question", "small", "less", "fewer", "mere", "little", "mean", "ordinary", "mistake"], not: ["only", "just", "merely", "simply", "least"],
    without: ["doubt", "question", "fail", "exception"], nothing: ["less", "but", "short"] };
  const plainWords = t => {
    const all = t.replace(/['\u2019]/gu, "").split(/[^\p{Alphabetic}\p{N}]+/u).filter(w => w !== "").slice(0, 600).map(w => w.toLowerCase());
    const pair = at => at >= 0 && Object.hasOwn(NOT_A_NOT, all[at]) && NOT_A_NOT[all[at]].includes(all[at + 1]) && (all[at] !== "not" || at + 2 < all.length);
    return all.filter((_, at) => !pair(at) && !pair(at - 1));
  };
  const inOrder = (one, other) => {
    const row = new Array(other.length + 1).fill(0);
    for (const word of one) {
      let left = 0;
      for (let at = 0; at < other.length; at++) { const above = row[at + 1]; row[at + 1] = word === other[at] ? left + 1 : Math.max(above, row[at]); left = above; }
    }
    return row[other.length];
  };
  const nearlySame = (a, b) => {
    if (!text(a) || !text(b)) return false;
    const before = plainWords(a), now = plainWords(b), line = words => words.join(" "), rest = words => line(words.filter(w => !NOT.includes(w))), nots = words => words.filter(w => NOT.includes(w)).length;
    if (!before.length || !now.length) return false;
    if (line(before) !== line(now) && rest(before) === rest(now) && nots(before) % 2 !== nots(now) % 2) return false;
    if (inOrder(before, now) * 4 >= Math.max(before.length, now.length) * 3) return true;
    return before.length >= 3 && nots(before) >= nots(now) && ` ${line(now)} `.includes(` ${line(before)} `);
  };
  // What a finding criticised is no fact in nearly the same words: as far as both can be read.
  const checkSoftened = rows => {
    const findings = rows.filter(r => kindWord(r) === "finding"), parts = row => upTo(membersOf(row, "parts"));
    const critical = (row, p) => row.value(`parts/${p}/tenor`) === "critical", claim = (row, p) => row.value(`parts/${p}/claim`);
    for (const row of findings) for (const part of parts(row).filter(p => !critical(row, p))) {
      const subject = row.value(`parts/${part}/subject`), sentence = row.value("claim");
      if (!text(subject)) continue;
      const about = (r, p) => r.value(`parts/${p}/subject`) === subject, still = parts(row).some(p => critical(row, p) && about(row, p));
      const names = text(sentence) && sentence.includes(subject);
      for (const before of findings.filter(r => r.seq < row.seq)) for (const other of parts(before)) {
        const was = critical(before, other) && about(before, other) && (nearlySame(claim(before, other), claim(row, part))
          || (!still && nearlySame(claim(before, other), sentence)) || (!still && names && nearlySame(before.value("claim"), sentence)));
        if (was) against(`Entry ${row.seq}: part ${part} calls no criticism what part ${other} of the finding of entry ${before.seq} criticises, in nearly the same words.`);
      }
    }
  };
  // Whether each criticism that can be read was put to whom it is about.
  const checkPut = rows => {
    const notices = [], recordedOn = row => Math.min(Math.floor(row.time / DAY_SECONDS), LAST_DAY);
    for (const row of rows) {
      const of = numberAt(row, "of"), word = kindWord(row);
      if (of === null) continue;
      if (word === "notice") { notices.push({ row, about: [of, numberAt(row, "part") || 0], extracts: [], replies: [], expiry: null }); continue; }
      for (const x of notices) {
        const onIt = x.row.seq === of;
        if (word === "extract" && onIt) x.extracts.push(row);
        else if (word === "reply" && onIt) x.replies.push({ seq: row.seq, by: row.value("by"), considered: false });
        else if (word === "expiry" && onIt) x.expiry = row;
        else if (word === "change") x.replies.filter(r => r.seq === of).forEach(r => { r.considered = true; });
      }
    }
    const critical = finding => {
      const row = rows[finding];
      return row && kindWord(row) === "finding" ? upTo(membersOf(row, "parts")).filter(p => row.value(`parts/${p}/tenor`) === "critical") : [];
    };
    const sameMatter = (one, other, hidden) => {
      if (one[0] === other[0] && one[1] === other[1]) return true;
      const f = rows[one[0]], g = rows[other[0]];
      if (!f || !g) return false;
      const equal = (a, b) => holdsPath(f, a) && holdsPath(g, b) ? (f.disclosures.has(a) && g.disclosures.has(b) ? f.value(a) === g.value(b) : hidden) : holdsPath(f, a) === holdsPath(g, b);
      const evidence = (a, b) => ["text", "source", "entry"].every(name => equal(`${a}/${name}`, `${b}/${name}`));
      const count = membersOf(f, "evidence_for");
      return ["subject", "owner", "tenor", "outcome", "claim"].every(name => equal(`parts/${one[1]}/${name}`, `parts/${other[1]}/${name}`))
        && ["standard", "claim", "duty"].every(path => equal(path, path)) && count === membersOf(g, "evidence_for")
        && upTo(count).every(i => evidence(`evidence_for/${i}`, `evidence_for/${i}`))
        && upTo(membersOf(f, "evidence_against")).every(i => upTo(membersOf(g, "evidence_against")).some(j => evidence(`evidence_against/${i}`, `evidence_against/${j}`)));
    };
    // By what can be read alone, or with two texts that are withheld taken for one.
    const putAsRead = (about, hidden) => {
      let put = false;
      for (const x of notices) {
        if (!x.extracts.length) continue;
        const extract = x.extracts[x.extracts.length - 1].seq, ended = x.replies.some(r => r.seq > extract) || (x.expiry !== null && x.expiry.seq > extract);
        // A reply that nobody considered, or a time for a reply that nothing ended.
        const waits = !ended || x.replies.some(r => !r.considered);
        if (waits && sameMatter(x.about, about, !hidden)) return false;
        put = put || (!waits && sameMatter(x.about, about, hidden));
      }
      return put;
    };
    const wasPut = about => putAsRead(about, true), surelyPut = about => putAsRead(about, false);
    const replyDays = seq => {
      const terms = rows.filter(r => kindWord(r) === "terms" && r.seq < seq), days = terms.length ? numberAt(terms[terms.length - 1], "reply_days") : null;
      return days === null ? null : Math.min(days, DAYS_MAX);
    };
    for (const x of notices) {
      const n = x.row.seq, [finding, part] = x.about, says = path => rows[finding] ? rows[finding].value(path) : undefined, claim = `parts/${part}/claim`;
      if (!critical(finding).includes(part)) against(`Entry ${n} gives notice of part ${part} of the finding of entry ${finding}, which criticises nobody.`);
      const to = x.row.value("to"), subject = says(`parts/${part}/subject`);
      if (to !== undefined && subject !== undefined && to !== subject) against(`Entry ${n} gives notice to somebody else than whom the finding of entry ${finding} criticises.`);
      for (const r of x.replies) if (to !== undefined && r.by !== undefined && to !== r.by) against(`Entry ${r.seq} is a reply from somebody else than whom notice was given.`);
      for (const extract of x.extracts) {
        const days = replyDays(extract.seq), given = dayOf(extract.value("reply_by")), words = extract.value("text");
        if (days === null || given === null || recordedOn(extract) + days > given) against(`Entry ${extract.seq}, an extract, leaves less time for a reply than the terms of reference give.`);
        for (const path of ["claim", claim]) if (text(words) && text(says(path)) && !evened(words).includes(evened(says(path)))) against(`Entry ${extract.seq}, an extract, does not hold the words of ${path} of entry ${finding}: whoever is criticised is shown the criticism as it stands.`);
      }
      if (x.expiry) {
        // Of several days that were given for the same matter the latest counts.
        const before = notices.filter(o => sameMatter(o.about, x.about, false)).flatMap(o => o.extracts).filter(e => e.seq < x.expiry.seq);
        const given = before.map(e => dayOf(e.value("reply_by"))).filter(day => day !== null);
        const until = given.length && x.extracts.some(e => e.seq < x.expiry.seq) ? given.reduce((a, b) => a > b ? a : b) : null;
        if (until === null || recordedOn(x.expiry) <= until) against(`Entry ${x.expiry.seq} says that the time for a reply had run out, and it had not.`);
      }
    }
    // What a reply is said to have changed was changed after it: some entry withdraws the finding, or replaces it, in whichever version.
    const followed = (of, after) => {
      const versions = new Set([of]);
      return rows.some(row => {
        if (kindWord(row) === "finding_withdrawn") return row.seq > after && versions.has(numberAt(row, "of"));
        if (kindWord(row) !== "finding" || !versions.has(numberAt(row, "supersedes"))) return false;
        versions.add(row.seq);
        return row.seq > after;
      });
    };
    for (const row of rows.filter(r => kindWord(r) === "change" && r.value("effect") !== "nothing")) {
      const reply = rows[numberAt(row, "of")], notice = reply && notices.find(x => x.row.seq === numberAt(reply, "of"));
      if (notice && !followed(notice.about[0], reply.seq)) against(`Entry ${row.seq} says that because of a reply the finding of entry ${notice.about[0]} was ${row.value("effect")}, and no entry after the reply withdraws or replaces it.`);
    }
    const findingsOf = row => {
      const of = numberAt(row, "of");
      switch (kindWord(row)) {
        case "finding": return [row.seq];
        case "notice": case "finding_withdrawn": return of === null ? [] : [of];
        case "extract": case "reply": case "change": case "response": return of === null || !rows[of] ? [] : findingsOf(rows[of]);
        case "complaint_outcome": { const finding = numberAt(row, "finding"); return finding === null ? [] : [finding]; }
        case "recommendation": return (Array.isArray(row.value("findings")) ? row.value("findings") : []).filter(natural);
        default: return [];
      }
    };
    const frame = (here, path) => {
      let fields = here, last = null;
      for (const part of path.split("/").filter(s => !/^[0-9]+$/.test(s))) { last = fields.find(f => f[0] === part) || null; fields = last && isGroup(last[4]) ? last[4] : []; }
      return !last || last[1];
    };
    const inTheOpen = row => [...row.disclosures.keys()].some(path => !frame(KINDS.get(kindWord(row)).fields, path));
    for (const row of rows) {
      if (!inTheOpen(row)) continue;
      for (const finding of findingsOf(row)) for (const part of critical(finding)) if (!wasPut([finding, part])) against(`Part ${part} of the finding of entry ${finding} is a criticism, and entry ${row.seq} tells of it in the open. The file shows no notice of it that came to an end: an extract, time for a reply, and a reply that was considered or the end of that time.`);
    }
    return { notices, critical, sameMatter, surelyPut, findingsOf, inTheOpen };
  };
/* {grounds} */
  // Whether the entries are acts of a review at all; another keeper's are not, and then nothing of this is asked.
  const checkActs = (p, withheld) => {
    const rows = p.entries;
    if (!holdsPath(rows[0], "kind")) return null;
    for (const row of rows) {
      checkForm(row, kindOf(row));
      checkAbout(row, rows);
      if (kindWord(row) === "terms") checkTerms(row, rows);
      else if (kindWord(row) === "finding") checkFinding(row);
      else if (kindWord(row) === "complaint_outcome") checkOutcome(row, rows);
    }
    checkLearning(rows);
    const put = checkPut(rows);
    checkSoftened(rows);
    const answers = readAnswers(rows, put, withheld);
    checkGrounds(rows, put, withheld);
    return answers;
  };
/* {unseen} */
  const findings = p => {
    const out = [0, 0, 0, 0];
    for (const row of p.entries.filter(r => r.class === "finding")) { out[0]++; out[row.whole ? 1 : [...row.disclosures.keys()].some(isClaim) ? 2 : 3]++; }
    return out;
  };
  const RULES_KEPT = "As far as can be read, each finding has its standard, its evidence and whom it is about, and what a finding criticises was put to whom it is about before it was published. What is said elsewhere, such as in reasons and notes, was not judged.";
  const RULES_NOT_ASKED = "The first entry does not say what kind of act it is. So it was not checked whether findings have a standard and evidence, nor whether criticism was put to whom it is about.";
  const sentences = (p, checkpoint, witnesses, signatures, number, withheld, acts, lost, erased) => {
    const [all, whole, part, none] = findings(p), disclosed = p.entries.reduce((n, r) => n + r.disclosures.size, 0);
    const out = [`The file holds all ${p.entries.length} entries of this review up to its publication number ${number}, as the log ${checkpoint.origin} had them when it held ${checkpoint.size} entries.`];
    if (!witnesses) out.push("No policy was given, so no signature was checked: the file hangs together, but whoever made it may have made all of it up.");
    else if (!witnesses.length) out.push("The log has signed this; the policy asks for no witness.");
    else out.push(`The log has signed this, and so have the witnesses ${list(witnesses.map(w => w[0]))}.`);
    if (signatures) out.push(`Signatures on the checkpoint: ${signatures[0] + signatures[1]}. By keys that the policy knows: ${signatures[0]}; by others, which count for nothing: ${signatures[1]}.`);
    out.push(`Findings recorded: ${all}. Disclosed in full: ${whole}; in part: ${part}; withheld but for their frame: ${none}.`);
    if (lost.size) out.push(`Of those withheld but for their frame, findings whose words were erased by law: ${lost.size}. They answer nothing any more.`);
    if (erased.length === 1) out.push(`Strand ${erased[0]}: its finding was erased by law, and no finding answers it that can be read.`);
    else if (erased.length) out.push(`Strands ${list(erased)}: their findings were erased by law, and no finding answers them that can be read.`);
    out.push(...unseen(p));
    const gone = [...undone(p).values()];
    if (gone.length) out.push(`Findings that do not stand any more: replaced by a later version: ${gone.filter(how => how === "replaced").length}; withdrawn: ${gone.filter(how => how === "withdrawn").length}.`);
    out.push(acts ? RULES_KEPT : RULES_NOT_ASKED);
    if (acts) out.push(...answerSentences(acts));
    const erasedByLaw = withheld.filter(w => w.erased).length;
    out.push(`Fields disclosed: ${disclosed}; withheld: ${withheld.length - erasedByLaw}${erasedByLaw ? `; erased by law: ${erasedByLaw}` : ""}.`);
    const grounds = new Map();
    for (const w of withheld) { const key = JSON.stringify([w.reason, w.decider || "that the decision names", w.erased ? 1 : 0]); grounds.set(key, (grounds.get(key) || 0) + 1); }
    for (const [key, count] of [...grounds].sort(([a], [b]) => a < b ? -1 : 1)) { const [reason, decider, erased] = JSON.parse(key); out.push(`${erased ? "Erased by law" : "Withheld"} for "${reason.replace(/_/g, " ")}", decided by the role ${decider.replace(/_/g, " ")}: ${count} ${count === 1 ? "part" : "parts"}.`); }
    return out;
  };
  // What it comes to: {ok, sentences, withheld} or {ok: false, check, sentences: [why]}. `policy` is text, or null; `now` is
  // the reader's clock in Unix seconds, where it is to be asked.
  const verify = (bytes, policy, now) => {
    try {
      const trusted = policy === null ? null : readPolicy(policy), p = read(bytes);
      const { checkpoint, witnesses, signatures } = trusted ? open(p.checkpoint, trusted) : { checkpoint: readCheckpoint(readNote(p.checkpoint).signed), witnesses: null, signatures: null };
      names(p, checkpoint); entries(p, checkpoint); checkTimes(p, witnesses, now);
      const number = version(p), withheld = manifest(p);
      const lost = lostOf(p, withheld), erased = strands(p, lost);
      checkIndex(p, checkpoint);
      const acts = checkActs(p, withheld);
      return { ok: true, signed: Boolean(trusted), acts: Boolean(acts), sentences: sentences(p, checkpoint, witnesses, signatures, number, withheld, acts, lost, erased), withheld, publication: p };
    } catch (e) {
      if (e instanceof Refusal) return { ok: false, check: e.check, sentences: [e.message] };
      throw e;
    }
  };
  return { verify, sha256, sha512, ed25519, REASONS, DECIDERS, BASES, FORMS: Object.keys(FORMS) };
})();
if (typeof module !== "undefined") module.exports = Verify;
