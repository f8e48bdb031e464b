//! Publications: made, verified, told to people, compared; and a prototype's verified as they are.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests meet the world

mod made;

use register::publication::{Trust, verify};

#[test]
fn the_publications_of_a_prototype_verify_as_they_are() {
    let Some(dir) = made::shared("vectors/candour-proto") else { return };
    let trust = Trust::parse(&std::fs::read_to_string(dir.join("policy.json")).unwrap()).unwrap();
    for (name, version, entries, withheld) in
        [("publication-v1.json", 1, 24, 33), ("publication-v2.json", 2, 25, 32)]
    {
        let file = std::fs::read(dir.join(name)).unwrap();
        let (_, verdict) = verify(&file, Some(&trust)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((verdict.version, verdict.entries), (version, entries));
        assert_eq!(verdict.withheld.len(), withheld, "{name}");
    }
}
