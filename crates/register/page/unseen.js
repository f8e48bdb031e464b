  // ---- what no reader can see, or sees as something else; the ranges of characters are the register's own
  const HIDDEN = "{hidden}", DRESSED = "{dressed}", ALIKE = "{alike}", PLACES_MAX = 10;
  const within = (ranges, c) => ranges.some(([first, last]) => first <= c && c <= last);
  const stringsOf = v => text(v) ? [v] : Array.isArray(v) ? v.flatMap(stringsOf) : v instanceof Map ? [...v.values()].flatMap(stringsOf) : [];
  const unseenIn = t => {
    if (/^[\n\u0020-\u007e]*$/.test(t)) return 0;
    let count = 0, before = " ";
    for (const letter of t) {
      const c = letter.codePointAt(0), control = (c < 32 && c !== 10) || (c > 126 && c < 160);
      // Between letters of some scripts the joiners are part of the spelling.
      const joins = (c === 0x200c || c === 0x200d) && before >= "\u0600" && /\p{Alphabetic}/u.test(before);
      if (control || (within(HIDDEN, c) && !joins)) count++;
      before = letter;
    }
    return count;
  };
  const misleads = word => {
    const letters = [...word], code = letter => letter.codePointAt(0);
    return letters.some(l => within(DRESSED, code(l))) || (/[A-Za-z]/.test(word) && letters.some(l => within(ALIKE, code(l)) && /\p{Alphabetic}/u.test(l)));
  };
  const misleadingIn = t => /^[\u0000-\u007f]*$/.test(t) ? 0 : t.split(/[^\p{Alphabetic}\p{N}]/u).filter(misleads).length;
  const unseen = p => {
    const look = (what, count) => {
      const places = p.entries.flatMap(row => [...row.disclosures].map(([path, d]) => [row.seq, path, stringsOf(d.value).reduce((n, t) => n + count(t), 0)])).filter(place => place[2]);
      const more = places.length - PLACES_MAX, told = places.slice(0, PLACES_MAX).map(([seq, path, n]) => `${path} of entry ${seq} (${n})`).join("; ");
      return places.length ? [`${what}: ${places.reduce((n, place) => n + place[2], 0)}. Where: ${told}${more > 0 ? `; and ${more} further ${more === 1 ? "place" : "places"}` : ""}.`] : [];
    };
    return [
      ...look("Characters that a reader cannot see, or that turn the direction of writing, stand in what is disclosed", unseenIn),
      ...look("Words that mix letters of scripts which look alike, or letters in another dress, stand in what is disclosed", misleadingIn),
    ];
  };
