use super::{SharedIndex, SharedMap, Sort, SortedMap, SortedSet, hash_of};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

/// Numbers from 0 to 30 in no order.
fn numbers() -> impl Iterator<Item = u32> {
    (1_u32..400).map(|it| it.wrapping_mul(2_654_435_761) >> 27)
}

#[test]
fn a_map_does_what_the_standard_one_does() {
    let (mut ours, mut standard) = (SortedMap::new(), BTreeMap::new());
    for (index, key) in numbers().enumerate() {
        match index % 4 {
            0 => assert_eq!(ours.remove(&key), standard.remove(&key)),
            1 => assert_eq!(ours.insert(key, index), standard.insert(key, index)),
            2 => {
                assert_eq!(ours.entry(key).or_insert(index), standard.entry(key).or_insert(index));
            }
            _ => assert_eq!(ours.get(&key), standard.get(&key)),
        }
        assert!(ours.iter().eq(standard.iter()));
        assert!(ours.range(key..).eq(standard.range(key..)));
        assert!(ours.range(..=key).rev().eq(standard.range(..=key).rev()));
        assert!(ours.range(7..key.max(8)).eq(standard.range(7..key.max(8))));
    }
    assert_eq!(ours.pop_first(), standard.pop_first());
}

/// A key with one of few hashes, so that others share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Alike(u32);

impl Hash for Alike {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0 % 97).hash(state);
    }
}

#[test]
fn an_index_finds_what_the_standard_map_finds() {
    let (mut ours, mut standard) = (SharedIndex::default(), BTreeMap::new());
    let keys = (1_u32..4000).map(|it| Alike(it.wrapping_mul(2_654_435_761) >> 22));
    for (index, key) in keys.enumerate() {
        let (copy, before) = (ours.clone(), standard.get(&key).copied());
        match index % 4 {
            0 => assert_eq!(ours.remove(&key), standard.remove(&key)),
            1 => assert_eq!(ours.get_mut(&key), standard.get_mut(&key)),
            _ => assert_eq!(ours.insert(key, index), standard.insert(key, index)),
        }
        assert_eq!(copy.get(&key).copied(), before);
        assert_eq!(ours == copy, before == standard.get(&key).copied());
        if index % 100 == 0 {
            for key in (0..1024).map(Alike) {
                assert_eq!(ours.get(&key), standard.get(&key));
                assert_eq!(ours.find(hash_of(key), |it| *it == key), standard.get(&key));
            }
        }
    }
}

#[test]
fn a_shared_map_does_what_the_standard_one_does() {
    let (mut ours, mut standard) = (SharedMap::default(), BTreeMap::new());
    let keys = (1_u32..4000).map(|it| it.wrapping_mul(2_654_435_761) >> 22);
    for (index, key) in keys.enumerate() {
        let copy = ours.clone();
        match index % 5 {
            0 => assert_eq!(ours.remove(&key), standard.remove(&key)),
            1 | 2 => assert_eq!(ours.insert(key, index), standard.insert(key, index)),
            3 => assert_eq!(
                ours.or_insert_with(key, || index).copied(),
                Some(*standard.entry(key).or_insert(index))
            ),
            _ => assert_eq!(ours.get_mut(&key), standard.get_mut(&key)),
        }
        assert_eq!(ours.len(), standard.len());
        if index % 100 == 0 {
            assert!(ours.iter().eq(standard.iter()));
            assert!(ours.from(&mut |it| it.cmp(&key)).eq(standard.range(key..)));
            assert!(ours.iter().eq(ours.clone().iter()));
            assert_eq!(ours == copy, ours.iter().eq(copy.iter()));
        }
    }
    while let Some(first) = standard.pop_first() {
        assert_eq!(ours.pop_first(), Some(first));
    }
    assert!(ours.is_empty() && ours.pop_first().is_none());
    (0..1000).for_each(|it| assert_eq!(ours.insert(it, 0), None));
    assert!(ours.keys().copied().eq(0..1000));
}

#[test]
fn a_set_does_what_the_standard_one_does() {
    let ours: SortedSet<u32> = numbers().collect();
    let standard: BTreeSet<u32> = numbers().collect();
    assert!(ours.iter().eq(standard.iter()));
    assert!((0..40).all(|it| ours.contains(&it) == standard.contains(&it)));
}

#[test]
fn equal_items_stay_in_their_order() {
    let mut ours: Vec<(u32, usize)> = numbers().zip(0..).collect();
    let mut standard = ours.clone();
    ours.order_by_key(|it| it.0);
    standard.sort_by_key(|it| it.0);
    assert_eq!(ours, standard);
}
