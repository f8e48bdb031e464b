  // ---- replies to criticism that is published, what was shown with it, and reasons that the file itself shows to be untrue
  const MAY_KEEP_BACK_A_REPLY = "{replies}";
  // Whether a text holds some words, however it breaks lines and whatever form its quotes and dashes have.
  const holdsWords = (t, words) => evened(t).includes(evened(words));
  const spaced = word => word.replace(/_/g, " ");
  // What can be read of replies, and of what was shown; refuses a reply that is kept back for no such reason.
  const readAnswers = (rows, put, withheld) => {
    const out = { withheld: [], erased: [], unshown: [] };
    const add = (list, one) => { if (!list.some(there => there[0] === one[0] && there[1] === one[1])) list.push(one); };
    for (const row of rows.filter(r => kindWord(r) === "finding" && put.inTheOpen(r))) {
      const finding = row.seq;
      for (const part of put.critical(finding)) {
        for (const notice of put.notices.filter(x => put.sameMatter(x.about, [finding, part], false))) {
          for (const reply of notice.replies) {
            const item = withheld.find(w => w.seq === reply.seq && w.path === "text");
            if (!item) continue;
            if (!item.erased && !MAY_KEEP_BACK_A_REPLY.includes(item.reason)) against(`Entry ${reply.seq} is a reply to part ${part} of the finding of entry ${finding}, which is published, and its words are withheld for "${spaced(item.reason)}": that is no reason to publish a criticism without the reply to it.`);
            add(item.erased ? out.erased : out.withheld, [reply.seq, item.reason]);
          }
        }
        const sent = put.notices.filter(x => put.sameMatter(x.about, [finding, part], true)).flatMap(x => x.extracts).map(e => e.value("text"));
        if (!sent.every(text)) continue;
        const items = ["evidence_for", "evidence_against"].flatMap(side => upTo(membersOf(row, side)).flatMap(i => ["text", "source"].map(name => `${side}/${i}/${name}`)));
        for (const path of ["claim", "duty", "looked_for_against", "changed", ...items, `parts/${part}/claim`]) {
          const words = row.value(path);
          if (text(words) && !sent.some(t => holdsWords(t, words))) add(out.unshown, [finding, path]);
        }
      }
    }
    return out;
  };
  const answerSentences = answers => {
    const places = (all, one) => { const more = all.length - ANSWERS_MAX; return `${all.slice(0, ANSWERS_MAX).map(one).join("; ")}${more > 0 ? `; and ${more} further ${more === 1 ? "place" : "places"}` : ""}`; };
    const reply = ([seq, why]) => `entry ${seq} (${spaced(why)})`, out = [];
    if (answers.withheld.length) out.push(`Replies that were made to a criticism published here, and whose words are withheld: ${answers.withheld.length}. Where: ${places(answers.withheld, reply)}.`);
    if (answers.erased.length) out.push(`Replies that were made to a criticism published here, and whose words were erased by law since: ${answers.erased.length}. What they said can no longer be read. Where: ${places(answers.erased, reply)}.`);
    if (answers.unshown.length) out.push(`Texts published with a criticism that stand in no extract, so that the file does not show that whoever is criticised saw them before: ${answers.unshown.length}. Where: ${places(answers.unshown, ([seq, path]) => `${path} of entry ${seq}`)}.`);
    return out;
  };
  const ANSWERS_MAX = 10;
  const checkGrounds = (rows, put, withheld) => {
    const ofKind = kind => rows.filter(r => kindWord(r) === kind), said = (row, path) => text(row.value(path)) ? row.value(path) : "";
    const numbersAt = (row, path) => { const v = row.value(path); return Array.isArray(v) ? v.filter(natural) : natural(v) ? [v] : []; };
    const strandsThere = () => new Set(rows.flatMap(r => kindWord(r) === "terms" ? numbersAt(r, "strands") : kindWord(r) === "strand_opened" ? numbersAt(r, "number") : kindWord(r) === "strand_split" ? numbersAt(r, "into") : []));
    const sealed = () => {
      const out = new Set();
      for (const row of rows) switch (kindWord(row)) {
        case "terms":
          for (const f of row.fields) if (f.path.endsWith("/sealed") && row.value(f.path) === true) { const n = numberAt(row, f.path.replace(/\/sealed$/, "/number")); if (n !== null) out.add(n); }
          break;
        case "strand_opened": if (row.value("sealed") === true && numberAt(row, "number") !== null) out.add(numberAt(row, "number")); break;
        case "strand_split": if (out.has(numberAt(row, "number"))) numbersAt(row, "into").forEach(n => out.add(n)); break;
      }
      return out;
    };
    const strandsOf = row => {
      switch (kindWord(row)) {
        case "finding": case "complaint": return numbersAt(row, "strands");
        case "strand_opened": case "strand_closed": case "strand_deferred": return numbersAt(row, "number");
        case "strand_merged": case "strand_split": return [...numbersAt(row, "number"), ...numbersAt(row, "into")];
        case "recommendation": return numbersAt(row, "findings").filter(n => rows[n]).flatMap(n => numbersAt(rows[n], "strands"));
        case "complaint_outcome": case "response": case "notice": case "finding_withdrawn": case "extract": case "reply": case "expiry": case "change": {
          const of = numberAt(row, "of");
          return of !== null && of < row.seq && rows[of] ? strandsOf(rows[of]) : null;
        }
        default: return null;
      }
    };
    const cameOf = strand => {
      const all = new Set([strand]);
      for (let before = 0; before !== all.size;) {
        before = all.size;
        for (const row of rows.filter(r => ["strand_merged", "strand_split"].includes(kindWord(r)))) if (numbersAt(row, "into").some(n => all.has(n)) && numberAt(row, "number") !== null) all.add(numberAt(row, "number"));
      }
      return all;
    };
    const nothingOutstanding = row => {
      const told = put.findingsOf(row), findings = told.length ? told : ofKind("finding").map(r => r.seq);
      return findings.every(f => put.critical(f).every(part => put.surelyPut([f, part])));
    };
    const untrue = w => {
      const row = rows[w.seq];
      switch (w.reason) {
        case "court_order": return w.decider === "court" ? null : "a court has ordered it, and a court is not who decided";
        case "sealed_at_request": return ofKind("complaint").some(r => r.value("sealed") === true) ? null : "a complainant asked for their identity to be sealed, and no complaint in the file is sealed";
        case "sealed_strand": { const there = sealed(), strands = strandsOf(row); return (strands ? strands.some(s => there.has(s)) : there.size) ? null : "the strand is sealed, and no strand is that the entry is about"; }
        case "reported_apart": return strandsThere().size < 2 ? "it is about another strand that is reported apart, and there is no other strand" : null;
        case "representations_outstanding": return nothingOutstanding(row) ? "a reply is outstanding, and none is to what the entry tells of" : null;
        default: return null;
      }
    };
    for (const w of withheld) { const why = w.erased ? null : untrue(w); if (why) against(`Entry ${w.seq}: ${w.path} is withheld because ${why}.`); }
    for (const row of rows) {
      const word = kindWord(row), reason = said(row, "reason"), strand = numberAt(row, "number") || 0, no = why => against(`Entry ${row.seq} ${why}.`);
      if (word === "strand_closed" && reason === "withdrawn") {
        const strands = cameOf(strand);
        if (!ofKind("complaint").some(r => numbersAt(r, "strands").some(n => strands.has(n)))) no(`closes strand ${strand} because the complainant withdrew it, and the file holds no complaint on it`);
      } else if (word === "strand_closed" && reason === "ends_in_sealed_stream") {
        if (!sealed().has(strand)) no(`closes strand ${strand} because it ends in a sealed stream, and no entry says that it is sealed`);
      } else if (word === "strand_deferred" && reason === "representations_outstanding") {
        const strands = cameOf(strand), on = r => { const finding = rows[numberAt(r, "of")]; return Boolean(finding) && numbersAt(finding, "strands").some(n => strands.has(n)); };
        if (!ofKind("notice").some(on)) no(`leaves strand ${strand} open because a reply is awaited, and the file holds no notice of a finding on it`);
      } else if (word === "withholding_lifted" && reason === "access_granted") {
        if (!ofKind("access_decision").some(r => said(r, "decision") !== "refused")) no("lifts a decision because access was granted, and no decision in the file grants any");
      } else if (word === "withholding_lifted" && reason === "appeal_upheld") {
        if (!ofKind("appeal_decision").some(r => said(r, "decision") !== "dismissed")) no("lifts a decision because an appeal was upheld, and no decision in the file upholds one");
      }
    }
  };
