
// The page around the checks: takes files, says what came of them.
(() => {
  const given = { publication: null, policy: null }, names = { publication: "", policy: "" };
  const answer = document.getElementById("answer");
  const element = (name, words) => { const e = document.createElement(name); e.textContent = words; return e; };
  const show = (kind, head, sentences, extra) => {
    answer.className = kind;
    const items = document.createElement("ul"), checked = element("p", `${names.publication}, ${names.policy ? `with the policy ${names.policy}` : "without a policy"}`);
    checked.className = "quiet";
    sentences.forEach(s => items.append(element("li", s)));
    answer.replaceChildren(element("h2", head), checked, items, ...extra);
    answer.focus();
  };
  const table = withheld => {
    const out = document.createElement("table"), head = document.createElement("tr");
    out.append(element("caption", "Every part that is withheld"));
    ["Entry", "What it is", "Part", "Reason", "Decided by", "Decision"].forEach(t => { const th = element("th", t); th.scope = "col"; head.append(th); });
    const thead = document.createElement("thead"), body = document.createElement("tbody");
    thead.append(head);
    for (const w of withheld) {
      const row = document.createElement("tr");
      const plain = text => String(text).replace(/_/g, " ");
      // "parts/1/claim" is part 1, claim.
      const single = { parts: "part", agencies: "agency", allegations: "allegation", mentions: "mention", questions: "question", ranks: "rank" };
      const words = path => path.split("/").map((part, i) => (i === 0 ? "" : /^[0-9]+$/.test(part) ? " " : ", ") + plain(path.includes("/") && Object.hasOwn(single, part) ? single[part] : part)).join("");
      [w.seq, w.class, words(w.path), plain(w.erased ? `${w.reason} (erased)` : w.reason), plain(w.decider || "see the decision"), `entry ${w.decision}`].forEach(t => row.append(element("td", String(t))));
      body.append(row);
    }
    out.append(thead, body);
    return out;
  };
  const run = () => {
    if (!given.publication) return;
    let result;
    try { result = Verify.verify(given.publication, given.policy, Math.floor(Date.now() / 1000)); }
    catch (e) { show("no", "Not checked", [String(e.message)], []); return; }
    if (!result.ok) show("no", `Refused: ${result.check}`, result.sentences, []);
    else show(result.signed && result.acts ? "yes" : "open", !result.signed ? "It hangs together; signatures were not checked" : result.acts ? "Accepted" : "Signed, and whole; the rules of a review were not checked", result.sentences, result.withheld.length ? [table(result.withheld)] : []);
  };
  const take = async (file, as) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const looks = as || (/\.json$/i.test(file.name) && new TextDecoder().decode(bytes).includes('"entries"') ? "publication" : "policy");
    given[looks] = looks === "policy" ? new TextDecoder().decode(bytes) : bytes;
    names[looks] = file.name;
  };
  // A file that was changed since can be chosen again under the same name.
  ["file", "policy"].forEach(id => document.getElementById(id).addEventListener("click", e => { e.target.value = ""; }));
  document.getElementById("file").addEventListener("change", async e => { for (const f of e.target.files) await take(f, "publication"); run(); });
  document.getElementById("policy").addEventListener("change", async e => { for (const f of e.target.files) await take(f, "policy"); run(); });
  const drop = document.getElementById("drop");
  document.addEventListener("dragover", e => { e.preventDefault(); drop.className = "over"; });
  document.addEventListener("dragleave", () => { drop.className = ""; });
  document.addEventListener("drop", async e => { e.preventDefault(); drop.className = ""; for (const f of e.dataTransfer.files) await take(f, null); run(); });
})();
