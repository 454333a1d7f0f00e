import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.mask import mask_address, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小明", "张**"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳明", "欧阳*"),
        ("諸葛小亮", "諸葛**"),
        ("欧阳", "欧*"),
        ("司空马", "司空*"),
        ("王司马", "王**"),
        ("张", "*"),
        ("", ""),
        (" 李四 ", "李*"),
        ("阿依古丽·买买提", "阿***"),
        ("Anna Example", "A***"),
        ("𠮷田", "𠮷*"),
    ],
)
def test_a_name_shows_its_surname_only(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("+86 138-1234-1234", "138****1234"),
        ("8619912345678", "199****5678"),
        ("0411-83655678", "0411-****5678"),
        ("041183655678", "0411****5678"),
        ("0418-2345678", "0418-***5678"),
        ("010-83655678", "010-****5678"),
        ("02183655678", "021****5678"),
        ("12812341234", "***"),
        ("110", "***"),
        ("not a number", "***"),
        ("", ""),
    ],
)
def test_a_number_shows_enough_to_recognise_it(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("辽宁省大连市西岗区人民广场街道长江社区新开路12号3单元502室", "辽宁省大连市西岗区人民广场街道长江社区***"),
        ("大连市西岗区人民广场街道长江社区", "大连市西岗区人民广场街道长江社区"),
        ("大连市甘井子区革镇堡街道羊圈子村5号", "大连市甘井子区革镇堡街道羊圈子村***"),
        ("西岗区八一路街道石道街居委会某巷", "西岗区八一路街道石道街居委会***"),
        ("西岗区北京街道某路5号", "西岗区北京街道***"),
        ("大连市西岗区新开路99号阳光小区", "大连市西岗区***"),
        ("大连市新开路99号", "大连市***"),
        ("阳光小区3号楼", "***"),
        ("新开路12号院旁长江社区", "***"),
        ("９号院长江社区", "***"),
        ("张家大院", "***"),
        ("", ""),
    ],
)
def test_an_address_ends_at_its_community(address, shown):
    assert mask_address(address) == shown


@given(st.text())
def test_no_mask_ever_fails_or_shows_a_house_number(text):
    mask_name(text)
    mask_phone(text)
    assert not any(sign.isdecimal() for sign in mask_address(text))
