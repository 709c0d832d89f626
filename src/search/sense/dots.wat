;; Multiplies a vector of 16-bit integers with many vectors of bytes that lie one after the other, sixteen bytes at a time.
;; Addresses are bytes; `length` is a multiple of 16, `end` that behind the last vector. Sums are exact up to 32 bits.
(module
  (memory (export "memory") 17)
  (func (export "dots")
    (param $one i32) (param $length i32) (param $others i32) (param $end i32) (param $products i32)
    (local $at i32) (local $stop i32) (local $sums v128) (local $bytes v128)
    (loop $vector
      (local.set $at (local.get $one))
      (local.set $stop (i32.add (local.get $others) (local.get $length)))
      (local.set $sums (v128.const i32x4 0 0 0 0))
      (loop $sixteen
        (local.set $bytes (v128.load (local.get $others)))
        (local.set $sums
          (i32x4.add
            (local.get $sums)
            (i32x4.add
              (i32x4.dot_i16x8_s
                (i16x8.extend_low_i8x16_s (local.get $bytes))
                (v128.load (local.get $at)))
              (i32x4.dot_i16x8_s
                (i16x8.extend_high_i8x16_s (local.get $bytes))
                (v128.load offset=16 (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (local.set $others (i32.add (local.get $others) (i32.const 16)))
        (br_if $sixteen (i32.lt_u (local.get $others) (local.get $stop))))
      (i32.store
        (local.get $products)
        (i32.add
          (i32.add (i32x4.extract_lane 0 (local.get $sums)) (i32x4.extract_lane 1 (local.get $sums)))
          (i32.add (i32x4.extract_lane 2 (local.get $sums)) (i32x4.extract_lane 3 (local.get $sums)))))
      (local.set $products (i32.add (local.get $products) (i32.const 4)))
      (br_if $vector (i32.lt_u (local.get $others) (local.get $end))))))
