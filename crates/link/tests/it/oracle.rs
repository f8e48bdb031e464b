//! The fast path against the slow: every pair against blocks, one thread against two, mentions in another order.

use link::{LinkTerms, link};
use model::{Mention, MentionKind, field};
use proptest::prelude::*;

use crate::common::{groups, mention, terms};

/// A few names, dates and addresses, so that many pairs agree in something.
fn person() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let forename = prop::sample::select(vec![
        "Kayleigh", "Kayliegh", "Nemo", "William", "Bill", "Jane", "Jean", "K", "",
    ]);
    let surname = prop::sample::select(vec!["Thornfield", "Thornfeild", "Brack", "Fenn", "Fenn-Brack", ""]);
    let born = prop::sample::select(vec![
        "03/05/1990",
        "05/03/1990",
        "13/05/1990",
        "1990",
        "May 1990",
        "17/11/1962",
        "17/11/1992",
        "",
    ]);
    let address = prop::sample::select(vec!["12 Gull Street", "12 Gull St", "40 Heron Road", ""]);
    let postcode = prop::sample::select(vec!["ZZ1 1AA", "ZZ1 1AB", "ZZ1", ""]);
    let telephone = prop::sample::select(vec!["07700 900123", "020 7946 0000", "", ""]);
    let identifier = prop::sample::select(vec!["nhs:9990001111", "nhs:9990002222", "", "", "", ""]);
    let alias = prop::sample::select(vec!["Spider", "Kayleigh Brack", "", "", ""]);
    (forename, surname, born, address, postcode, telephone, identifier, alias).prop_map(
        |(f, s, b, a, p, t, i, l)| {
            [
                (field::FORENAME, f),
                (field::SURNAME, s),
                (field::BORN, b),
                (field::ADDRESS, a),
                (field::POSTCODE, p),
                (field::TELEPHONE, t),
                (field::IDENTIFIER, i),
                (field::ALIAS, l),
            ]
            .map(|(name, value)| (name, value.to_string()))
            .to_vec()
        },
    )
}

fn made(people: &[Vec<(&'static str, String)>]) -> Vec<Mention> {
    let one = |(row, fields): (usize, &Vec<(&'static str, String)>)| {
        let fields: Vec<(&'static str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        mention(MentionKind::Person, row, &fields)
    };
    people.iter().enumerate().map(one).collect()
}

fn with_blocks(mut terms: LinkTerms) -> LinkTerms {
    terms.limits.all_pairs_records_max = 0;
    terms
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever every pair finds probable or certain, the blocks find as well, and nothing else.
    #[test]
    fn blocks_find_what_every_pair_finds(people in prop::collection::vec(person(), 2..24)) {
        let mentions = made(&people);
        let slow = link(&mentions, &[], &terms());
        let fast = link(&mentions, &[], &with_blocks(terms()));
        prop_assert_eq!(groups(&slow), groups(&fast));
        let used = |l: &link::Linked| l.links.iter().filter(|l| l.used).cloned().collect::<Vec<_>>();
        prop_assert_eq!(used(&slow), used(&fast));
    }

    #[test]
    fn one_thread_or_several_give_the_same(people in prop::collection::vec(person(), 2..24)) {
        let mentions = made(&people);
        let mut one = with_blocks(terms());
        one.threads = 1;
        let mut three = one.clone();
        three.threads = 3;
        prop_assert_eq!(link(&mentions, &[], &one), link(&mentions, &[], &three));
    }

    /// Every mention is in exactly one entity; used links stay inside one, and nothing that cannot be one is in one.
    #[test]
    fn entities_are_a_partition(people in prop::collection::vec(person(), 1..24)) {
        let mentions = made(&people);
        let linked = link(&mentions, &[], &terms());
        let mut seen = vec![0; mentions.len()];
        for (number, entity) in linked.entities.iter().enumerate() {
            for m in &entity.mentions {
                seen[m.index()] += 1;
                prop_assert_eq!(linked.entity_of[m.index()].index(), number);
            }
            prop_assert!(entity.possibly.iter().all(|p| p.index() != number));
        }
        prop_assert!(seen.iter().all(|n| *n == 1));
        for l in &linked.links {
            prop_assert!(l.left < l.right);
            if l.used {
                prop_assert_eq!(linked.entity_of[l.left.index()], linked.entity_of[l.right.index()]);
            }
            let total: f64 = l.levels.iter().map(|x| x.weight_bits).sum();
            prop_assert!((total - l.weight_bits).abs() < 1e-6);
        }
        // The guard read straight off the fields: two full birth dates far apart and two unlike full forenames.
        let flat = |a: &Mention, b: &Mention| {
            let full = ["Kayleigh", "Nemo", "William", "Jane"];
            let other_name = match (a.get(field::FORENAME), b.get(field::FORENAME)) {
                (Some(x), Some(y)) => x != y && full.contains(&x) && full.contains(&y),
                _ => false,
            };
            let dates = [a.get(field::BORN), b.get(field::BORN)];
            let no_alias = a.get(field::ALIAS).is_none() && b.get(field::ALIAS).is_none();
            let far = [Some("17/11/1962"), Some("03/05/1990")];
            other_name && no_alias && (dates == far || [dates[1], dates[0]] == far)
        };
        for entity in &linked.entities {
            for x in &entity.mentions {
                for y in &entity.mentions {
                    prop_assert!(!flat(&mentions[x.index()], &mentions[y.index()]), "{:?} {:?}", x, y);
                }
            }
        }
    }
}
