//! The wordings by which a text speaks of one officer, and those that only look so. A review that learns refuses the first sort and
//! has to be able to write the second.

use register::officers::{How, spoken};

/// Words that name somebody: refused in a learning review, and in any other where nobody gave that person notice.
const NAMED: &[&str] = &[
    "PC1234 attended.",
    "PC 1234 attended.",
    "pc 1234 attended",
    "DC42 wrote it down.",
    "PS 4471 kept the log.",
    "Constable 1234 kept the log.",
    "constable No. 1234 kept the log",
    "P.C. 1234 was on duty.",
    "It was collar number 1234.",
    "The log has collar no. 99 under it.",
    "warrant number 4471",
    "Warrant card 187233 was shown.",
    "shoulder number PC77",
    "shoulder number 4471",
    "badge number 12",
    "DS Vole read it.",
    "D S Vole read it.",
    "D.S. Vole read it.",
    "DS. Vole read it.",
    "ds Vole read it",
    "ds vole read it",
    "Vole (DS) read it.",
    "Vole, DS, read it.",
    "Vole DS read it.",
    "Vole (Detective Sergeant) read it.",
    "It was read by Sgt Vole.",
    "Sgt. J. Vole came.",
    "sgt J Vole came",
    "Notes of DS VOLE.",
    "DS O'Vole came.",
    "Det Sgt Vole came.",
    "Det. Insp. Vole came.",
    "det. sgt. Vole came",
    "Det Con Vole came.",
    "Detective Inspector A. N. Vole",
    "It was Detective Chief Inspector Sample.",
    "DCI Vole and nobody else",
    "Temp/ DCI Vole",
    "T/DCI Vole",
    "A/PS Vole",
    "Acting Detective Superintendent Vole",
    "the then Ch. Supt. Specimen",
    "Supt Specimen's deputy",
    "Superintendent Instance read it.",
    "superintendent Instance read it",
    "Chief Constable Vole",
    "Deputy Chief Constable Vole",
    "ACC Vole was told.",
    "ACC (Crime) was absent and DCC Vole was told.",
    "Commander Vole was told.",
    "Commissioner Vole was told.",
    "PCSO Vole was told.",
    "WPC Vole was told.",
    "W.P.C. Vole was told.",
    "Special Constable Vole was told.",
    "Sergeants Vole and Mole came.",
    "DCs Vole and Mole came.",
    "PCs Vole and Mole came.",
    "Inspectors Vole and Mole came.",
    "Officer Vole came.",
    "officer Vole came",
    "Police Officer Vole came.",
    "Prison Officer Vole came.",
    "Mr Vole came.",
    "Mr. Vole came.",
    "mrs Vole came",
    "Ms J. Vole came.",
    "Miss Vole came.",
    "Dr Vole came.",
    "Cllr Vole came.",
    "Social Worker Vole came.",
    "social worker Vole came",
    "Watch Manager Vole came.",
    "Firefighter Vole came.",
    "Paramedic Vole came.",
    "Nurse Vole came.",
    "Captain Vole came.",
    "PC Vole's notebook",
    "Detective-Sergeant Vole came.",
    "DSVole came.",
    "Vole, then a detective sergeant, came.",
    "Vole, a sergeant, came.",
    "Ch Insp Vole came.",
    "C/Insp Vole came.",
    "sergeant J. Vole came",
    "\u{ff30}\u{ff23} Vole came.",
];

/// Words that speak of one officer without a name: refused where nothing about an officer may be said.
const ALONE: &[&str] = &[
    "The sergeant did nothing.",
    "The report reached the inspector. Nobody acted.",
    "the chief constable was told",
    "The Chief Constable of Example Vale",
    "the constable waited 24 hours",
    "The deputy chief constable decided it.",
    "the custody sergeant's log",
    "The duty inspector was told.",
    "that superintendent knew",
    "his sergeant knew",
    "their detective inspector knew",
    "the force's superintendent",
    "another sergeant knew",
    "one inspector knew",
    "A sergeant read it.",
    "A constable came, and the council was told.",
    "An inspector decided to close it.",
    "a superintendent was told",
    "A detective sergeant told nobody.",
    "the DS did nothing",
    "The DCI was away.",
    "a DI decided",
    "the PC did nothing",
    "PC A attended.",
    "the D.S. did nothing",
    "the dci did nothing",
    "the ACC was told",
    "The commander was told.",
    "The commissioner was told.",
    "The officer did nothing.",
    "That officer did nothing.",
    "the police officer did nothing",
    "the investigating officer did nothing",
    "The attending officer left.",
    "an officer attended and recorded nothing",
    "the two sergeants did nothing",
    "both inspectors knew",
    "The sergeants did nothing.",
    "The two officers did nothing.",
    "the attending officers left",
    "the PCSO did nothing",
    "Inspector did nothing.",
    "the Det Sgt did nothing",
];

/// Words that a learning review has to be able to write.
const HARMLESS: &[&str] = &[
    "The officer class is small.",
    "Officers did not know of the policy.",
    "Police officers did not know of the policy.",
    "the officers of the force",
    "Officers were not told.",
    "an officer of any rank may refer",
    "any officer may refer",
    "No officer is to work alone.",
    "every sergeant is to be trained",
    "Each inspector has a deputy.",
    "Sergeants are to be trained.",
    "Constables and sergeants are to be trained.",
    "Inspectors review each log.",
    "The rank of sergeant existed.",
    "of the rank of inspector or above",
    "an inspector or above decides",
    "Superintendent rank or higher",
    "at inspector level",
    "the sergeant class of 2002",
    "the inspector grade",
    "the sergeants' exam",
    "the inspector exam",
    "A superintendent is to lead it.",
    "a sergeant may close a log",
    "appoint a superintendent as lead",
    "The office of constable",
    "the powers of a constable",
    "Association of Chief Police Officers",
    "Police Superintendents' Association",
    "the superintendents association",
    "the chief officer team",
    "the Metropolitan Police",
    "Example Constabulary and Example Council",
    "Her Majesty's Inspectorate of Constabulary",
    "The Information Commissioner was told.",
    "the Information Commissioner's Office",
    "the Police and Crime Commissioner",
    "the Children's Commissioner",
    "the Victims' Commissioner",
    "the Commissioner for Standards",
    "the PC was switched off",
    "the log was kept on a PC",
    "on the PC in the front office",
    "a desktop PC",
    "an office PC",
    "the PC screen",
    "PC users had no access",
    "the shared PC was old",
    "PCs were replaced in 2004",
    "the PCs were replaced",
    "each log was typed on a PC and printed",
    "the PC network",
    "PC based records",
    "a DIY shop",
    "the disc was lost",
    "the discs were lost",
    "the CD was lost",
    "cc: Example Council",
    "cc Example Council",
    "copied (cc) to the council",
    "the acc. no. is missing",
    "Washington DC",
    "PS: the log is missing",
    "A detective agency was asked.",
    "detective work",
    "detectives were not trained",
    "the detective ability of the force",
    "the tax inspector",
    "Inspector of Taxes",
    "the planning inspector",
    "inspection and inspectors general",
    "commanders are to be trained",
    "commissioned by the council",
    "the commissioning body",
    "a search warrant number was not kept",
    "search warrant number 4471",
    "the warrant number was not recorded",
    "the badge was lost",
    "the collar was lost",
    "page 12 of the policy",
    "paragraph 44, line 12",
    "May 2002",
    "The data protection officer decides.",
    "the medical officer of health",
    "the designated officer for allegations",
    "probation officers",
    "social workers were not told",
    "a social worker is to be present",
    "station managers were told",
    "Mr X and Ms Y are not their names.",
    "Dr, solicitor and others",
    "a nurse is to be present",
    "The council and its staff",
    "supervisors did not read the log",
    "In Example Vale, sergeants were few.",
    "Example Council, the constabulary and others",
    "the constabulary did nothing",
];

#[test]
fn whoever_is_named_by_rank_title_or_number_is_seen() {
    for text in NAMED {
        for strict in [false, true] {
            let said = spoken(text, strict);
            assert!(
                !said.is_empty() && said.iter().any(|said| said.how != How::RankAlone),
                "{text}: {said:?}"
            );
        }
    }
}

#[test]
fn an_officer_of_whom_only_the_rank_is_said_is_seen_where_none_may_be_spoken_of() {
    for text in ALONE {
        assert!(!spoken(text, true).is_empty(), "{text}");
    }
}

#[test]
fn what_means_no_officer_is_let_pass() {
    let found: Vec<_> = HARMLESS
        .iter()
        .filter(|text| !spoken(text, true).is_empty())
        .map(|text| format!("{text}: {:?}", spoken(text, true)))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_officer_in_a_text_is_told_with_the_words() {
    let said: Vec<String> =
        spoken("DS Vole and PC 1234 came, and Dr Mole.", false).iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "the words \"DS Vole\" name an officer by rank",
            "the words \"PC 1234\" name an officer by number",
            "the words \"Dr Mole\" name somebody by title"
        ]
    );
}

#[test]
fn a_letter_a_number_or_a_post_in_an_investigation_is_one_officer_too() {
    for text in [
        "Constable K burnt the log.",
        "Constable K and the SIO burnt the log.",
        "The SIO burnt the log.",
        "The FLO never called.",
        "Officer 4471 says so.",
        "The policeman lied.",
        "A detective burnt the log.",
        "Serjeant Vole lied.",
        "Sergeant van der Vole lied.",
        "DS de Vole lied.",
        "It was Vole, sergeant.",
        "The old PC lied.",
        "The Chief Con knew.",
        "Const. Vole lied.",
    ] {
        assert_ne!(spoken(text, true), [], "{text}");
    }
    for text in [
        "The old PC was replaced.",
        "The office PC crashed.",
        "What a constable may do.",
        "The detective work of the force.",
    ] {
        assert_eq!(spoken(text, true), [], "{text}");
    }
}

#[test]
fn titles_of_other_offices_and_letters_in_place_of_a_name_are_seen() {
    for text in [
        "CI Vole lied.",
        "Ch Insp Vole lied.",
        "Revd Vole lied.",
        "Judge Vole lied.",
        "HHJ Vole lied.",
        "Mayor Vole lied.",
        "Cllr Vole lied.",
        "Ada Vole MP lied.",
        "Vole KC was told.",
        "MP Vole lied.",
        "Canon Vole lied.",
        "Officer A lied.",
        "Officer B and Nurse C were there.",
        "Constable A and Constable B were there.",
    ] {
        assert!(
            spoken(text, false).iter().any(|said| said.how != How::RankAlone),
            "{text}: {:?}",
            spoken(text, false)
        );
    }
    for text in [
        "The desk officer lied.",
        "the station's night duty officer",
        "A front desk officer was told.",
        "The CI was told.",
        "Officer 1 lied.",
        "PC 2 kept the log.",
    ] {
        assert!(!spoken(text, true).is_empty(), "{text}");
    }
    for text in [
        "The Mayor's Parlour was searched.",
        "The mayor of Example Vale was asked.",
        "Every constable 2 hours a week.",
        "The data protection officer was told.",
        "A critical incident (CI) was declared.",
        "The Example Vale MP was written to.",
        "The coroner's report was read.",
    ] {
        assert_eq!(spoken(text, true), [], "{text}");
    }
}
